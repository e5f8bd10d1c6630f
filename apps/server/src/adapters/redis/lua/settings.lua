-- KEYS  u, x, b   Answer  { fields and values of her settings, whom she has blocked, the latest first }.
return { redis.call('HGETALL', KEYS[2]), redis.call('ZREVRANGE', KEYS[3], 0, -1) }
