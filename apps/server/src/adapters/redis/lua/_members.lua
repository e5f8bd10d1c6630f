--- include: _conversation
-- A member's value in `m`: role (o owner, m member), seq at which she joined, space, when (µs). Her place in `n`, the list by role and then by
-- joining: 0 for the owner or 1, when (16 digits), NUL, her id.
-- 'o' owner, 'm' member, 'i' invited, '' nothing.
local function role_of(uid)
  local member = redis.call('HGET', base .. 'm', uid)
  if member then return string.sub(member, 1, 1) end
  if redis.call('HEXISTS', base .. 'i', uid) == 1 then return 'i' end
  return ''
end

local function place_of(uid, member)
  return (string.sub(member, 1, 1) == 'o' and '0' or '1') .. string.match(member, '%d+$') .. '\0' .. uid
end

local function put_member(uid, role, seq, at)
  local member = role .. seq .. ' ' .. string.sub('0000000000000000' .. at, -16)
  redis.call('HSET', base .. 'm', uid, member)
  redis.call('HDEL', KEYS[1], 'z')
  redis.call('ZADD', base .. 'n', 0, place_of(uid, member))
end
