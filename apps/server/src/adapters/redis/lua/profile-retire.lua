--- include: _profile
--- include: _shown
-- Marks a guest as gone whose sessions have all ended, and takes her avatar away.
-- KEYS  u, s, fp, fe, fa, t4, due   ARGV  by when (ms)   Answer  { 'set' | 'as it was', profile (JSON) }, or nothing where there is no such user.
-- Atomic; repeating it changes nothing.
local kept = redis.call('HMGET', KEYS[1], 'user', 'user_by')
if not kept[1] then return false end
local profile = cjson.decode(kept[1])
local is_over = profile.guest and not profile.deactivated
for _, session in ipairs(redis.call('HVALS', KEYS[2])) do
  if tonumber(string.match(session, '^%d+')) > tonumber(ARGV[1]) then is_over = false end
end
if not is_over then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'user', kept[1])
  return { 'as it was', kept[1] }
end
profile.deactivated = true
if profile.avatar then unshow_file(KEYS[5], KEYS[3], KEYS[4], profile.avatar) end
profile.avatar = nil
return { 'set', put_profile(profile, kept[2]) }
