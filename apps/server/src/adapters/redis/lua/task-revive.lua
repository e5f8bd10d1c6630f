--- include: _task
-- Makes a parked task due.   ARGV  its name   Answer  1, or 0 where it is not parked.   Atomic; repeating it changes nothing.
local score = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not score or tonumber(score) ~= math.huge then return 0 end
redis.call('HDEL', KEYS[1], 'n', 'w', 'p')
due_at(now_ms())
return 1
