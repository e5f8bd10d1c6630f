-- KEYS  name   ARGV  holder, for how long (ms)   Keeps a name for its former holder, and finds nobody by it. It is free after that time.   Idempotent.
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
if redis.call('HSET', KEYS[1], 'left', '1') == 0 then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
