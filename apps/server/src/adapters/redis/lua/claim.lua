-- Leaves a mark of whose keys these are, where there is none.   KEYS  mark   ARGV  id, name
-- Answer  the id and the name that stand there.   Atomic.
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('HSET', KEYS[1], 'id', ARGV[1], 'name', ARGV[2]) end
return redis.call('HMGET', KEYS[1], 'id', 'name')
