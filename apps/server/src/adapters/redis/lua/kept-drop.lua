--- include: _kept
-- Takes away something that a person keeps, and tells her devices.   KEYS  u, k and the kind, ke   ARGV  kind, key, rev that is expected or '', what is told besides
-- Answer  1, or 0 where it is not there or is another.   Atomic, idempotent.
local before = thing_of(ARGV[2])
if not before or (ARGV[3] ~= '' and ARGV[3] ~= before[1]) then return 0 end
redis.call('EXISTS', KEYS[3])
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[1] .. ' ' .. ARGV[2])
tell(ARGV[1], ARGV[2], ARGV[4])
return 1
