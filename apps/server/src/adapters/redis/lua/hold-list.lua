-- The list of conversations that are held.   KEYS  holds (hash: conversation -> JSON)   ARGV  conversation, JSON ('' to take it off), most
-- Answer  1, or 0 where there are as many as there may be.   Atomic; repeating it changes nothing.
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return 1
end
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
