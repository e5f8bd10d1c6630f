-- Changes the password of an account: a compare-and-set.   KEYS  a   ARGV  hash expected, new hash
-- Answer  'set' or 'changed-meanwhile'.   Atomic; repeating it changes nothing.
local kept = redis.call('HGET', KEYS[1], 'password')
if not kept then return 'changed-meanwhile' end
if kept == ARGV[1] then kept = ARGV[2] end
-- Written also where it was no match, so that WAIT covers what is answered.
redis.call('HSET', KEYS[1], 'password', kept)
return kept == ARGV[2] and 'set' or 'changed-meanwhile'
