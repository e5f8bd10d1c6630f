-- Undoes the creation of a room that lost its name meanwhile: nobody was told of it.   KEYS  c, m, n
return redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
