--- include: _profile
-- Changes a profile: a compare-and-set from its rev.
-- KEYS  u   ARGV  rev expected, display name or '', status as JSON (null: none) or ''   Answer  { 'set' | 'changed-meanwhile', profile (JSON) }, or nothing where there is no such user.
-- Atomic. Repeating it finds it changed meanwhile.
local kept = redis.call('HMGET', KEYS[1], 'user', 'user_by')
if not kept[1] then return false end
local profile = cjson.decode(kept[1])
if profile.rev ~= tonumber(ARGV[1]) then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'user', kept[1])
  return { 'changed-meanwhile', kept[1] }
end
if ARGV[2] ~= '' then profile.displayName = ARGV[2] end
if ARGV[3] == 'null' then profile.status = nil elseif ARGV[3] ~= '' then profile.status = cjson.decode(ARGV[3]) end
return { 'set', put_profile(profile, kept[2]) }
