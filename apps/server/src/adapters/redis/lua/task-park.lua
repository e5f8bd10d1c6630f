--- include: _task
-- Parks a task that is due since before a moment.   ARGV  its name, -, reason, longest time that it may be overdue in ms
-- Answer  1, or 0 where it is not overdue.   Atomic; repeating it changes nothing.
local score = redis.call('ZSCORE', KEYS[2], ARGV[1])
local now = now_ms()
if not score or tonumber(score) > now - tonumber(ARGV[4]) then return 0 end
redis.call('HDEL', KEYS[1], 'l')
redis.call('HSET', KEYS[1], 'w', ARGV[3], 'p', now)
due_at('+inf')
return 1
