-- Takes a passkey away.   KEYS  k   ARGV  its id   Answer  1, or 0 where there is none.   Atomic.
return redis.call('HDEL', KEYS[1], ARGV[1])
