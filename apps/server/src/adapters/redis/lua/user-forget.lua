-- Takes a conversation out of the record of a guest who is gone, where there is none (any more).   KEYS  u, i, g   ARGV  conversation   Idempotent.
redis.call('HDEL', KEYS[2], ARGV[1])
return redis.call('HDEL', KEYS[3], ARGV[1])
