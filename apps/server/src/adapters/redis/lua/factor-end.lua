-- Takes a second factor away.   KEYS  u, f   Answer  1.   Atomic, idempotent.
redis.call('UNLINK', KEYS[2])
-- Written also where there was none, so that WAIT covers what is answered.
redis.call('HSET', KEYS[1], 'factor', '0')
redis.call('HDEL', KEYS[1], 'factor')
return 1
