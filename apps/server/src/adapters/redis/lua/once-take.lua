-- Gives what counts once to the first who takes it.
-- KEYS  once   ARGV  who takes it, now (ms)   Answer  the value, or nothing where there is none, or it is another's.   Atomic; a repeat of the same taker answers the same.
local kept = redis.call('HMGET', KEYS[1], 'v', 't', 'b')
if not kept[1] or tonumber(kept[2]) <= tonumber(ARGV[2]) or (kept[3] and kept[3] ~= ARGV[1]) then return false end
redis.call('HSET', KEYS[1], 'b', ARGV[1])
return kept[1]
