-- Other recovery codes.   KEYS  f   ARGV  their hashes (spaces between)   Answer  1, or 0 where there is no second factor.   Atomic, idempotent.
if redis.call('HEXISTS', KEYS[1], 'secret') == 0 then return 0 end
redis.call('HSET', KEYS[1], 'recovery', ARGV[1])
return 1
