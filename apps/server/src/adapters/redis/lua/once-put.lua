-- Keeps what counts once, where there is none that lives.
-- KEYS  once   ARGV  value, until when (ms), now (ms)   Answer  the value that stands.   Atomic; a repeat answers the same.
local kept = redis.call('HMGET', KEYS[1], 'v', 't')
if kept[1] and tonumber(kept[2]) > tonumber(ARGV[3]) then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'v', kept[1])
  return kept[1]
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'v', ARGV[1], 't', ARGV[2])
redis.call('PEXPIRE', KEYS[1], math.max(1, ARGV[2] - ARGV[3]))
return ARGV[1]
