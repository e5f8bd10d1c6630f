-- Takes away the record of a guest that was closed.   KEYS  u, s, i, g, p, td, d, x, b, fq, ff, fa   Answer  1, or 0 where it is not, or is not empty.   Idempotent.
if redis.call('HEXISTS', KEYS[1], 'gone') == 0 or redis.call('EXISTS', KEYS[3], KEYS[4]) > 0 then return 0 end
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12])
return 1
