-- KEYS  list of invitations   ARGV  code   Answer  1.   Atomic; repeating it changes nothing.
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
