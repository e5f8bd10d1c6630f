--- include: _profile
--- include: _end_sessions
--- include: _shown
-- Ends an account for good: she is deactivated as by standing-set. What lies in other slots is owed, and due in this step.
-- KEYS  u, s, d, a, f, k, t3 (the task), fp, fe, fa, what she keeps, t4, due   ARGV  her id, how she is called from now on, name of the task
-- Answer  profile (JSON), or nothing where there is no such account.   Atomic; repeating it changes nothing, and makes the task due again.
local kept = redis.call('HMGET', KEYS[1], 'user', 'user_by', 'off')
if not kept[1] then return false end
local profile = cjson.decode(kept[1])
if profile.guest then return false end
redis.call('HDEL', KEYS[7], 'l')
redis.call('ZADD', KEYS[#KEYS], now_ms(), ARGV[3])
if profile.username == ARGV[1] then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'user', kept[1])
  return kept[1]
end
local version = tonumber(string.match(kept[3] or '', '^%d+') or '0') + 1
redis.call('HSET', KEYS[1], 'off', string.format('%d 1', version), 'was', profile.username)
redis.call('UNLINK', KEYS[4], KEYS[5], KEYS[6])
for n = 11, #KEYS - 2 do redis.call('UNLINK', KEYS[n]) end
end_sessions(KEYS[2], KEYS[3], '')
profile.username, profile.displayName, profile.deactivated = ARGV[1], ARGV[2], true
if profile.avatar then unshow_file(KEYS[10], KEYS[8], KEYS[9], profile.avatar) end
profile.role, profile.status, profile.avatar = nil, nil, nil
return put_profile(profile, kept[2])
