-- All lines of a journal, the oldest first.
-- KEYS  lines   Answer  them.   O(lines).
return redis.call('LRANGE', KEYS[1], 0, -1)
