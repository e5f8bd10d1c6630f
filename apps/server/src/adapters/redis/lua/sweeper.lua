-- Makes a node the one that sweeps a shard, or keeps it so.   KEYS  sweeper   ARGV  node, for how long (ms), 0 to give it back
-- Answer  1 where it is this node.   Atomic.
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
