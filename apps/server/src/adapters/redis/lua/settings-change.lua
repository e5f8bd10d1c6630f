-- Sets what is given of the server's settings.   KEYS  settings   ARGV  names and values, in turn
-- Answer  { all before, all after }, names and values in turn.   Atomic; repeating it changes nothing.
local before = redis.call('HGETALL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV))
return { before, redis.call('HGETALL', KEYS[1]) }
