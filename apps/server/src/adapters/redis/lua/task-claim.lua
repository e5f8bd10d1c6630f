--- include: _task
-- Takes a task, if it is due.   ARGV  …, lease in ms
-- Answer  { cursor or '', failures }, or nothing where it is not due or is another's.   Atomic; a repeat with the same token answers the same.
local score = redis.call('ZSCORE', KEYS[2], ARGV[1])
local now = now_ms()
if not score or (tonumber(score) > now and not is_held()) then return false end
due_at(now + tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'l', ARGV[2])
local record = redis.call('HMGET', KEYS[1], 'c', 'n')
return { record[1] or '', record[2] or '0' }
