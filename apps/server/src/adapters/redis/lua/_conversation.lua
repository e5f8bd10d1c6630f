-- Shared by the scripts of a conversation. KEYS[1] is always its facts and head (`{id}:c`), which is also its channel.
-- Of its visibility (`v`): direct and group conversations have no roles, and nobody comes or goes.
local function is_room(visibility) return visibility == 'public' or visibility == 'private' end
local base = string.sub(KEYS[1], 1, -2)
-- Whose people and rules hold here: its own, or of a thread (`{parent}id:c`) its parent's, under whose message of the number `root_seq` it hangs.
local home = string.match(base, '^[^{]*{[^}]*}') .. ':'
local thread = string.match(base, '}(t_[^:]+):$')
local root_seq = thread and tonumber(string.sub(thread, -15, -8), 16) or 0
