-- Changes settings, and tells her devices.
-- KEYS  u, x, b   ARGV  fields and values   Answer  as of settings.   Atomic: of two at once the later one wins, field by field.
if #ARGV > 0 then redis.call('HSET', KEYS[2], unpack(ARGV)) end
redis.call('SPUBLISH', KEYS[1], '{"kind":"settings","step":{"prev":0,"rev":0}}')
return { redis.call('HGETALL', KEYS[2]), redis.call('ZREVRANGE', KEYS[3], 0, -1) }
