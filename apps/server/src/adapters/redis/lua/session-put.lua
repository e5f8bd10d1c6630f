-- KEYS  u, s, d   ARGV  session id, ends at, kind, now, its beginning (JSON) or ''   Puts a session into its user's list, and drops those that have ended.
-- Answer  1, or 0 where she is deactivated.   Atomic, idempotent.
if string.match(redis.call('HGET', KEYS[1], 'off') or '', ' 1$') then return 0 end
for _, id in ipairs(redis.call('HKEYS', KEYS[2])) do
  local session = redis.call('HGET', KEYS[2], id)
  if tonumber(string.match(session, '^%d+')) <= tonumber(ARGV[4]) then
    redis.call('HDEL', KEYS[2], id)
    redis.call('HDEL', KEYS[3], id)
  end
end
if ARGV[5] ~= '' then redis.call('HSET', KEYS[3], ARGV[1], ARGV[5]) end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
return 1
