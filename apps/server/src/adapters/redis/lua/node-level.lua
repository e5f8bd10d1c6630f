-- Notes what level a life of a node knows, for as long as it lives.   KEYS  levels, nodes, mark   ARGV  its name, its newest level
-- Answer  { level of the cluster, names of nodes that live, what each of them knows ('' where it has said nothing) }.   Atomic. Cost: O(nodes).
local time = redis.call('TIME')
local alive = redis.call('ZRANGEBYSCORE', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000), '+inf')
local lives = {}
for _, node in ipairs(alive) do lives[node] = true end
for _, node in ipairs(redis.call('HKEYS', KEYS[1])) do
  if not lives[node] then redis.call('HDEL', KEYS[1], node) end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local knows = {}
for n, node in ipairs(alive) do knows[n] = redis.call('HGET', KEYS[1], node) or '' end
return { redis.call('HGET', KEYS[3], 'level') or '1', alive, knows }
