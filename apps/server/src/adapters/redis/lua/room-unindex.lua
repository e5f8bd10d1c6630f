-- Takes a room out of the index.   KEYS  names, text   ARGV  room id   Idempotent.
local old = redis.call('HGET', KEYS[2], ARGV[1])
if not old then return 0 end
redis.call('ZREM', KEYS[1], string.match(old, '^[^\n]*') .. '\0' .. ARGV[1])
return redis.call('HDEL', KEYS[2], ARGV[1])
