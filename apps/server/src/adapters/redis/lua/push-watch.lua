--- include: _conversation
-- Somebody is to be looked at when something is said.   KEYS  c, pw   ARGV  user id   Answer  1, or 0 where there is no such conversation.   Atomic, idempotent.
if redis.call('EXISTS', home .. 'c') == 0 then return 0 end
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return 1
