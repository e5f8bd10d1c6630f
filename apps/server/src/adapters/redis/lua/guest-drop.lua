-- Takes away the record of a guest that was closed.   KEYS  u, s, i, g, p, td, d, x, b, fq, ff, fa, ks, kd, kl, kn, ke   Answer  1, or 0 where it is not, or is not empty.   Idempotent.
if redis.call('HEXISTS', KEYS[1], 'gone') == 0 or redis.call('EXISTS', KEYS[3], KEYS[4]) > 0 then return 0 end
redis.call('UNLINK', KEYS[1], KEYS[2], unpack(KEYS, 5))
return 1
