-- Shared by the scripts of a conversation. KEYS[1] is always its facts and head (`{id}:c`), which is also its channel.
local base = string.sub(KEYS[1], 1, -2)
