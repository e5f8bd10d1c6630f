-- Files a report, unless the same person has reported the same message, and tells those who listen.
-- KEYS  reports (hash, and channel), places of all, places of the conversation's, what was reported by whom, how many by whom,
--       places of the conversation's with the threads under it: of a thread its parent's
-- ARGV  id, place, report (JSON), who and what (conversation, space, seq, space, user), user, what is told (conversation, space, author), kept of all, of a conversation, of one person
-- Answer  'filed', 'again' or 'too-many'.   Atomic; repeating it is 'again'.
local known = redis.call('HGET', KEYS[4], ARGV[4])
if known then
  -- A repeat of the very same call was filed by this one. Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[4], ARGV[4], known)
  return known == ARGV[1] and 'filed' or 'again'
end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[7]) or redis.call('ZCARD', KEYS[6]) >= tonumber(ARGV[8])
  or tonumber(redis.call('HGET', KEYS[5], ARGV[5]) or '0') >= tonumber(ARGV[9]) then return 'too-many' end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('ZADD', KEYS[2], 0, ARGV[2])
redis.call('ZADD', KEYS[3], 0, ARGV[2])
redis.call('ZADD', KEYS[6], 0, ARGV[2])
redis.call('HSET', KEYS[4], ARGV[4], ARGV[1])
redis.call('HINCRBY', KEYS[5], ARGV[5], 1)
redis.call('SPUBLISH', KEYS[1], ARGV[6])
return 'filed'
