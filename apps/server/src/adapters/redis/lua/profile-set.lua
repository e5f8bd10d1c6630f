--- include: _profile
--- include: _shown
-- Changes a profile: a compare-and-set from its rev.
-- KEYS  u, fp, fe, fa, fc, fr, t4, due   ARGV  rev expected, display name or '', status as JSON (null: none) or '', id of an upload that becomes her avatar ('null': none) or '', her id
-- Answer  { 'set' | 'changed-meanwhile' | 'no-file', profile (JSON) }, or nothing where there is no such user.
-- Atomic. Repeating it finds it changed meanwhile.
local kept = redis.call('HMGET', KEYS[1], 'user', 'user_by')
if not kept[1] then return false end
local profile = cjson.decode(kept[1])
if profile.rev ~= tonumber(ARGV[1]) then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'user', kept[1])
  return { 'changed-meanwhile', kept[1] }
end
if ARGV[4] ~= '' and ARGV[4] ~= (profile.avatar or 'null') then
  if ARGV[4] ~= 'null' then
    if redis.call('HEXISTS', KEYS[5], ARGV[4]) == 1 or show_file(KEYS[4], KEYS[2], KEYS[3], ARGV[4], ARGV[5]) ~= 'shown' then
      return { 'no-file', kept[1] }
    end
    redis.call('HDEL', KEYS[6], ARGV[4])
  end
  if profile.avatar then unshow_file(KEYS[4], KEYS[2], KEYS[3], profile.avatar) end
  profile.avatar = ARGV[4] ~= 'null' and ARGV[4] or nil
end
if ARGV[2] ~= '' then profile.displayName = ARGV[2] end
if ARGV[3] == 'null' then profile.status = nil elseif ARGV[3] ~= '' then profile.status = cjson.decode(ARGV[3]) end
return { 'set', put_profile(profile, kept[2]) }
