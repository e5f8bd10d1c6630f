-- KEYS  name   ARGV  holder   Frees it, if she still holds it.
if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
