-- Puts a letter into the queue, unless too many wait.
-- KEYS  due, letters, tries   ARGV  id, when it is due (ms), letter (JSON), how many may wait   Answer  1, or 0 where it is full.   Atomic; repeating it changes nothing.
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
  return 1
end
if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
return 1
