-- The message of a poll that was to end is gone.   KEYS  pe   ARGV  seq   Idempotent.
return redis.call('ZREM', KEYS[1], ARGV[1])
