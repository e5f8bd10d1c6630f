-- Leaves a mark of whose keys these are, where there is none.
-- KEYS  mark   ARGV  id, name, level, name that nodes of before there were levels find ('' where they may start)
-- Answer  id, name, level and true name that stand there.   Atomic.
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'id', ARGV[1], 'name', ARGV[2])
  if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'name', ARGV[4], 'called', ARGV[2], 'level', ARGV[3]) end
end
return redis.call('HMGET', KEYS[1], 'id', 'name', 'level', 'called')
