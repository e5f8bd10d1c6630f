--- include: _profile
--- include: _owe
-- What somebody with an account is on the whole server.
-- KEYS  u, and those of _owe   ARGV  'owner', 'admin' or '', act, who does it or '', whose role it is, id of the record   Answer  { 'set' | 'as it was', profile (JSON) }, or nothing where there is no such account.
-- Atomic; repeating it changes nothing.
local kept = redis.call('HMGET', KEYS[1], 'user', 'user_by')
if not kept[1] then return false end
local profile = cjson.decode(kept[1])
if profile.guest or profile.username == ARGV[4] then return false end
if (profile.role or '') == ARGV[1] then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'user', kept[1])
  return { 'as it was', kept[1] }
end
owe(ARGV[3] ~= '' and ARGV[3] or cjson.null, ARGV[2], { user = ARGV[4], before = { role = profile.role or 'member' },
  after = { role = ARGV[1] ~= '' and ARGV[1] or 'member' } })
if ARGV[1] == '' then profile.role = nil else profile.role = ARGV[1] end
return { 'set', put_profile(profile, kept[2]) }
