--- include: _task
-- Moves a consumer's cursor by compare-and-set, and lets the lease begin anew.   ARGV  …, position before, position after, lease in ms
-- Answer  'moved' or 'lost'.   Atomic; repeating it answers 'moved'.
local cursor = redis.call('HGET', KEYS[1], 'c')
if not is_held() or (cursor ~= ARGV[3] and cursor ~= ARGV[4]) then return 'lost' end
redis.call('HSET', KEYS[1], 'c', ARGV[4])
redis.call('HDEL', KEYS[1], 'n', 'w')
due_at(now_ms() + tonumber(ARGV[5]))
return 'moved'
