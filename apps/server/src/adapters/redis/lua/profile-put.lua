-- The first state of a profile.   KEYS  u   ARGV  profile (JSON)   Answer  what is kept.   Atomic; repeating it changes nothing.
local kept = redis.call('HGET', KEYS[1], 'user') or ARGV[1]
redis.call('HSET', KEYS[1], 'user', kept)
return kept
