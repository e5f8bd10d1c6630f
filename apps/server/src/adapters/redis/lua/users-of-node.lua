-- KEYS  set   ARGV  '+' | '-', users   Adds or takes users; answers nothing. Without users: answers all.
if #ARGV == 0 then return redis.call('SMEMBERS', KEYS[1]) end
redis.call(ARGV[1] == '+' and 'SADD' or 'SREM', KEYS[1], unpack(ARGV, 2))
return redis.call('EXPIRE', KEYS[1], 86400)
