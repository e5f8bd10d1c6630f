-- Notes among hers whom she has blocked, or no longer does, numbers that act and tells her devices.
-- KEYS  u, b   ARGV  whom, '1' or '0', people blocked at most   Answer  number of the act, or 0 where she has blocked as many.   Atomic; a repeat is an act of its own.
if ARGV[2] == '1' and not redis.call('ZSCORE', KEYS[2], ARGV[1]) and redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then return 0 end
local act = redis.call('HINCRBY', KEYS[1], 'acts', 1)
if ARGV[2] == '1' then redis.call('ZADD', KEYS[2], 'NX', act, ARGV[1]) else redis.call('ZREM', KEYS[2], ARGV[1]) end
redis.call('SPUBLISH', KEYS[1], '{"kind":"settings","step":{"prev":0,"rev":0}}')
return act
