-- KEYS  limit   ARGV  ms in which one refills, how many at once
-- Answer  0 where it may be done and is counted, else the ms to wait. The key holds when all will have refilled (ms, this shard's clock).
local t = redis.call('TIME')
local now, each = tonumber(t[1]) * 1000 + tonumber(t[2]) / 1000, tonumber(ARGV[1])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + each
local wait = full - now - each * tonumber(ARGV[2])
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now))
return 0
