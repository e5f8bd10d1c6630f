-- Takes a place in the list of a room's invitations, or of those to the server.   KEYS  list   ARGV  code, when it expires (ms), now (ms), the most
-- Answer  'listed' or 'too-many'.   Atomic; repeating it changes nothing.   Cost: O(fields). What has expired goes.
-- A room's list lies in the hash that also knows its guests, who outlast invitations: what is no number is theirs, and the hash does not go by itself.
local kept = redis.call('HGETALL', KEYS[1])
local count = 0
for n = 1, #kept, 2 do
  local at = tonumber(kept[n + 1])
  if at and at <= tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], kept[n])
  elseif at and kept[n] ~= ARGV[1] then
    count = count + 1
  end
end
if count >= tonumber(ARGV[4]) then return 'too-many' end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PERSIST', KEYS[1])
return 'listed'
