--- include: _task
-- Something was done for a person; it is remembered for a while.   KEYS  record, due, done of late
-- ARGV  its name, token, remembered for (ms), how many are remembered   Answer  'done' or 'lost'.   Atomic.
if not is_held() then return 'lost' end
local now = now_ms()
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('UNLINK', KEYS[1])
redis.call('ZADD', KEYS[3], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - tonumber(ARGV[3]))
redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -1 - tonumber(ARGV[4]))
redis.call('PEXPIRE', KEYS[3], ARGV[3])
return 'done'
