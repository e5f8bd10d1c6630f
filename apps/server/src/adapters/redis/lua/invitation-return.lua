-- Somebody has not used an invitation after all.   KEYS  invitation   ARGV  user id   Answer  1.   Atomic; repeating it changes nothing.
if redis.call('HDEL', KEYS[1], 'p:' .. ARGV[1]) == 1 then redis.call('HINCRBY', KEYS[1], 'used', -1) end
return 1
