--- include: _clock
-- An upload that is reserved for no conversation expires at once.   KEYS  fc, fe   ARGV  id   Answer  1, or 0 where it is reserved, or not there.   Atomic, idempotent.
local ends = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not ends or tonumber(ends) <= now_ms() or redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 0 end
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return 1
