-- KEYS  m   ARGV  user ids   Answer  '1' or '0' for each.
local found = {}
for n, uid in ipairs(ARGV) do found[n] = redis.call('HEXISTS', KEYS[1], uid) end
return found
