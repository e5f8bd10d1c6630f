-- Takes the letter that has been due for longest, for a while.
-- KEYS  due, letters, tries   ARGV  now (ms), until when it is taken (ms)   Answer  { letter (JSON), how often it was taken before }, or nothing.   Atomic; a repeat takes another one.
local id = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 1)[1]
if not id then return false end
redis.call('ZADD', KEYS[1], ARGV[2], id)
return { redis.call('HGET', KEYS[2], id), redis.call('HINCRBY', KEYS[3], id, 1) - 1 }
