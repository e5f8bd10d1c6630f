--- include: _task
-- Ends a lease with a failure.   ARGV  …, reason, pause before the next claim in ms, or '' to park it
-- Answer  'kept' or 'lost'.   Atomic.
if not is_held() then return 'lost' end
redis.call('HINCRBY', KEYS[1], 'n', 1)
redis.call('HDEL', KEYS[1], 'l')
local now = now_ms()
redis.call('HSET', KEYS[1], 'w', ARGV[3], 'p', now)
due_at(ARGV[4] == '' and '+inf' or now + tonumber(ARGV[4]))
return 'kept'
