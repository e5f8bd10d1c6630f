-- Writes what is gone again at once, so that WAIT covers all that its master has done before.   KEYS  one that nothing else has
redis.call('SET', KEYS[1], '')
redis.call('DEL', KEYS[1])
return 1
