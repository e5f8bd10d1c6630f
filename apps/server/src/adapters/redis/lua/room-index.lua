-- Puts a public room into the index, or moves it there.   KEYS  names, text   ARGV  room id, folded name, folded name and topic
local old = redis.call('HGET', KEYS[2], ARGV[1])
if old then redis.call('ZREM', KEYS[1], string.match(old, '^[^\n]*') .. '\0' .. ARGV[1]) end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
return redis.call('ZADD', KEYS[1], 0, ARGV[2] .. '\0' .. ARGV[1])
