-- Shared by the scripts of a conversation. KEYS[1] is always its facts and head (`{id}:c`), which is also its channel.
-- Of its visibility (`v`): direct and group conversations have no roles, and nobody comes or goes.
local function is_room(visibility) return visibility == 'public' or visibility == 'private' end
local base = string.sub(KEYS[1], 1, -2)
