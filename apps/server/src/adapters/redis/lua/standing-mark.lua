--- include: _conversation
-- A conversation is told that somebody is deactivated, or no longer: then she may nothing there (_rights). The newest version counts, in whatever order they come.
-- KEYS  c, s   ARGV  user id, version, '1' if she is deactivated   Answer  1, or 0 where there is no conversation.   Atomic, idempotent.
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local field = '!' .. ARGV[1]
local kept = redis.call('HGET', KEYS[2], field)
if kept and tonumber(string.match(kept, '^0 (%d+)')) > tonumber(ARGV[2]) then return 1 end
-- It begins like a mute that never ends, which makes no room for others.
if kept or ARGV[3] == '1' then redis.call('HSET', KEYS[2], field, '0 ' .. ARGV[2] .. ' ' .. ARGV[3]) end
if ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'mu', '1') end
return 1
