--- include: _profile
-- Gives a user another username, whose names are hers already: a compare-and-set from the profile's rev.
-- KEYS  u   ARGV  rev expected, username, now (ms), for how long a name that is left is kept (ms), how many at once at most, 1 where one is left by this
-- Answer  { 'set' | 'changed-meanwhile' | 'too-often', profile (JSON) }, or nothing where there is no such user.   Atomic.
local kept = redis.call('HMGET', KEYS[1], 'user', 'user_by', 'left')
if not kept[1] then return false end
local profile = cjson.decode(kept[1])
if profile.rev ~= tonumber(ARGV[1]) then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'user', kept[1])
  return { 'changed-meanwhile', kept[1] }
end
if ARGV[6] == '1' then
  local left = { ARGV[3] }
  for at in string.gmatch(kept[3] or '', '%d+') do
    if tonumber(at) > tonumber(ARGV[3]) - tonumber(ARGV[4]) then left[#left + 1] = at end
  end
  if #left > tonumber(ARGV[5]) then return { 'too-often', kept[1] } end
  redis.call('HSET', KEYS[1], 'left', table.concat(left, ' '))
end
profile.username = ARGV[2]
return { 'set', put_profile(profile, kept[2]) }
