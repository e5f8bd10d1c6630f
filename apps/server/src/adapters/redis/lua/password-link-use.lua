-- Sets the password by a link, which is used up by it.
-- KEYS  a   ARGV  hash of the secret, new hash of the password, now (ms)   Answer  'set' or 'unknown'.   Atomic; a repeat is 'set'.
local kept = redis.call('HMGET', KEYS[1], 'password', 'link', 'until')
if kept[1] ~= ARGV[2] then
  if kept[2] ~= ARGV[1] or tonumber(kept[3]) <= tonumber(ARGV[3]) then return 'unknown' end
end
-- Written also by a repeat, so that WAIT covers what is answered.
redis.call('HSET', KEYS[1], 'password', ARGV[2])
redis.call('HDEL', KEYS[1], 'link', 'until')
return 'set'
