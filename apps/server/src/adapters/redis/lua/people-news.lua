--- include: _clock
-- Notes that a profile changes, or tells it.   KEYS  channel, which is also the list of late changes   ARGV  user id, '1' to tell it
-- What is older than an hour is forgotten.
local now = micros()
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', tonumber(now) - 3600000000))
if ARGV[2] == '1' then redis.call('SPUBLISH', KEYS[1], ARGV[1]) end
return 1
