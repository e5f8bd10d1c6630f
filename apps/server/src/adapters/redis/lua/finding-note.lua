-- Notes what somebody is found by.   KEYS  u   ARGV  her profile as it was read (JSON), what is noted (JSON)
-- Answer  'noted', or 'changed' where she has another profile by now.   Atomic; repeating it changes nothing.
if redis.call('HGET', KEYS[1], 'user') ~= ARGV[1] then return 'changed' end
redis.call('HSET', KEYS[1], 'di', ARGV[2])
return 'noted'
