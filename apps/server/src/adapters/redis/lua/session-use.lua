-- KEYS  u, s   ARGV  session id, now, new end or ''
-- Answer  { end, kind, her profile (JSON) }, or nothing where it has ended. The end moves when that is later by more than a tenth of what is left.
local session = redis.call('HGET', KEYS[2], ARGV[1])
if not session then return false end
local ends, kind = string.match(session, '^(%d+) (.*)$')
local now, left = tonumber(ARGV[2]), tonumber(ends) - tonumber(ARGV[2])
if left <= 0 then return false end
if ARGV[3] ~= '' and tonumber(ARGV[3]) - tonumber(ends) > left / 10 then
  ends = ARGV[3]
  redis.call('HSET', KEYS[2], ARGV[1], ends .. ' ' .. kind)
end
return { ends, kind, redis.call('HGET', KEYS[1], 'user') or '' }
