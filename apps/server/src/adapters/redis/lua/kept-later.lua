--- include: _owed_due
-- The task of what somebody keeps is due when there will be something to do.   KEYS  ke, t8, due   ARGV  name of the task
-- Answer  when that is (ms), or nothing.   Atomic, idempotent.
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if not first[2] then return false end
owed_due(KEYS[#KEYS - 1], ARGV[1], math.max(tonumber(first[2]), now_ms()))
return string.format('%d', tonumber(first[2]))
