-- What the mark says of the level.   KEYS  mark   ARGV  level ('' to leave it), name that nodes of before there were levels find ('' for the true one)
-- They go by the name: none that finds another than its own starts.   Atomic; the level only rises.
local kept = redis.call('HMGET', KEYS[1], 'name', 'called', 'level')
local name = kept[2] or kept[1] or ''
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'name', ARGV[2], 'called', name)
elseif tonumber(kept[3] or '1') < 2 then
  redis.call('HSET', KEYS[1], 'name', name)
  redis.call('HDEL', KEYS[1], 'called')
end
if ARGV[1] ~= '' and tonumber(ARGV[1]) > tonumber(kept[3] or '1') then redis.call('HSET', KEYS[1], 'level', ARGV[1]) end
