-- A closed account has left its rooms and names: her former name and her settings are not needed any more.
-- KEYS  u, x   Answer  1.   Atomic, idempotent.
redis.call('HDEL', KEYS[1], 'was')
redis.call('UNLINK', KEYS[2])
return 1
