-- A file that was deleted leads nowhere any more.   KEYS  ff   ARGV  id   Idempotent.
return redis.call('HDEL', KEYS[1], ARGV[1])
