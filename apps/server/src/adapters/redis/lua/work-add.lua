--- include: _task
-- Something has to be done for a person.   KEYS  record, due, done of late   ARGV  its name, -, remembered for (ms)
-- Answer  'added' or 'known'.   Atomic; it is written even where it is known, so that WAIT covers it.
local now = now_ms()
local done = redis.call('ZSCORE', KEYS[3], ARGV[1])
if done and tonumber(done) > now - tonumber(ARGV[3]) then
  redis.call('ZADD', KEYS[3], now, ARGV[1])
  return 'known'
end
redis.call('HSET', KEYS[1], 'a', '')
return redis.call('ZADD', KEYS[2], 'NX', now, ARGV[1]) == 1 and 'added' or 'known'
