--- include: _state
--- include: _members
--- include: _announce
--- include: _clock
-- Makes someone a member of a public room, or of one that she was invited to, and announces it.
-- KEYS  c, m, n, i, y   ARGV  user id
-- Answer  { 'joined' | 'already', state, role } or { 'refused', visibility }.   Atomic; repeating it answers 'already'.
local uid = ARGV[1]
local facts = redis.call('HMGET', KEYS[1], 'v', 'w', 'q')
if not facts[1] then return { 'refused', '' } end
local role = role_of(uid)
if role == 'o' or role == 'm' then
  redis.call('HSET', KEYS[2], uid, redis.call('HGET', KEYS[2], uid))
  return { 'already', state_now(), role }
end
if role == '' and facts[1] ~= 'public' then return { 'refused', facts[1] } end
role = facts[2] == uid and 'o' or 'm'
redis.call('HDEL', KEYS[4], uid)
-- Calls of an earlier time here count no more.
redis.call('HDEL', KEYS[5], uid)
put_member(uid, role, facts[3], micros())
announce_members(',"joined":"' .. uid .. '"')
return { 'joined', state_now(), role }
