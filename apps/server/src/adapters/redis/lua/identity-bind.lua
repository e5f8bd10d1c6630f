-- Gives an identity to a user, if it still is whose it was found to be.
-- KEYS  identities   ARGV  subject, user, whose it was or ''   Answer  whose it is after that.   Atomic; repeating it changes nothing.
local holder = redis.call('HGET', KEYS[1], ARGV[1])
if holder and holder ~= ARGV[3] and holder ~= ARGV[2] then return holder end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return ARGV[2]
