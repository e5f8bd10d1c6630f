-- KEYS  u, s, d   ARGV  session id   Ends it and tells the user's devices.   Idempotent.
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('SPUBLISH', KEYS[1], cjson.encode({ kind = 'revoked', sessions = { ARGV[1] } }))
return redis.call('HSET', KEYS[1], 'ended', ARGV[1])
