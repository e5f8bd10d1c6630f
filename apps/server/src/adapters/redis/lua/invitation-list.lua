-- Takes a place in the list of a room's invitations, or of those to the server.   KEYS  list   ARGV  code, when it expires (ms), now (ms), the most
-- Answer  'listed' or 'too-many'.   Atomic; repeating it changes nothing.   Cost: O(most). What has expired goes.
local latest = tonumber(ARGV[2])
local kept = redis.call('HGETALL', KEYS[1])
local count = 0
for n = 1, #kept, 2 do
  local at = tonumber(kept[n + 1])
  if at <= tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], kept[n])
  else
    if kept[n] ~= ARGV[1] then count = count + 1 end
    latest = math.max(latest, at)
  end
end
if count >= tonumber(ARGV[4]) then return 'too-many' end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', latest))
return 'listed'
