-- KEYS  p   ARGV  node, '1' or '0', now (ms), nodes that live (others' marks are dropped)
local alive = {}
for n = 4, #ARGV do alive[ARGV[n]] = true end
for _, node in ipairs(redis.call('HKEYS', KEYS[1])) do
  if node ~= 'seen' and not alive[node] then redis.call('HDEL', KEYS[1], node) end
end
if ARGV[2] == '1' then redis.call('HSET', KEYS[1], ARGV[1], '1') else
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HSET', KEYS[1], 'seen', ARGV[3])
end
return 1
