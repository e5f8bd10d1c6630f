-- KEYS  hash   Answer  all fields and values.
return redis.call('HGETALL', KEYS[1])
