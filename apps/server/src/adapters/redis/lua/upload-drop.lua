-- Forgets an upload; one that was sent is its conversation's from now on.   KEYS  fp, fc, fe, ff, fr   ARGV  id, conversation or ''   Atomic, idempotent.
if ARGV[2] ~= '' then redis.call('HSET', KEYS[4], ARGV[1], ARGV[2]) end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[5], ARGV[1])
return redis.call('ZREM', KEYS[3], ARGV[1])
