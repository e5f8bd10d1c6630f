-- Takes a report away, and tells those who listen.
-- KEYS  as of report-file   ARGV  id, place, who and what, user, what is told (as of report-file)   Answer  1, or 0 where there is none.   Atomic.
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[2])
redis.call('ZREM', KEYS[6], ARGV[2])
redis.call('HDEL', KEYS[4], ARGV[3])
if redis.call('HINCRBY', KEYS[5], ARGV[4], -1) <= 0 then redis.call('HDEL', KEYS[5], ARGV[4]) end
redis.call('SPUBLISH', KEYS[1], ARGV[5])
return 1
