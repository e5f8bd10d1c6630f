--- include: _sessions
-- Closes the record of a guest who has no session and no trace: from now on nothing gives her a conversation (user-gain).
-- KEYS  u, s, i, g, fp   ARGV  now (ms)   Answer  1, or 0 where she has, or is no guest.   Atomic; repeating it changes nothing.
local profile = redis.call('HGET', KEYS[1], 'user')
if profile and not cjson.decode(profile).guest then return 0 end
local ends = last_end()
if ends and ends > tonumber(ARGV[1]) then return 0 end
if redis.call('EXISTS', KEYS[3], KEYS[4], KEYS[5]) > 0 then return 0 end
redis.call('HSET', KEYS[1], 'gone', '1')
return 1
