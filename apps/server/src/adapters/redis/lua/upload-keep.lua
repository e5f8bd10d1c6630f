--- include: _clock
-- All bytes of an upload are there.   KEYS  fp, fe   ARGV  id, the file as JSON   Answer  1, or 0 where it has expired.   Atomic, idempotent.
local ends = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not ends or tonumber(ends) <= now_ms() then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
