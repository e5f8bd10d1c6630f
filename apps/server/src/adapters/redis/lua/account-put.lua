--- include: _profile
--- include: _end_sessions
-- Makes a guest an account by one of her sessions, which has another secret from then on; all others of hers end.
-- KEYS  u, s, d, a   ARGV  now (ms), hash of the password, session id, its end (ms), its beginning (JSON)
-- Answer  { 'created' | 'has-one', profile (JSON) }, or nothing where the session has ended.   Atomic; a repeat with the same password is 'created'.
local kept = redis.call('HMGET', KEYS[1], 'user', 'user_by', 'gone')
if not kept[1] or kept[3] then return false end
local profile = cjson.decode(kept[1])
if not profile.guest then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'user', kept[1])
  return { redis.call('HGET', KEYS[4], 'password') == ARGV[2] and 'created' or 'has-one', kept[1] }
end
local session = redis.call('HGET', KEYS[2], ARGV[3])
if profile.deactivated or not session then return false end
if tonumber(string.match(session, '^%d+')) <= tonumber(ARGV[1]) then return false end
end_sessions(KEYS[2], KEYS[3], ARGV[3])
redis.call('HSET', KEYS[4], 'password', ARGV[2])
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4] .. ' account')
redis.call('HSET', KEYS[3], ARGV[3], ARGV[5])
profile.guest = false
return { 'created', put_profile(profile, kept[2]) }
