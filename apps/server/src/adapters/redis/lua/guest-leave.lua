--- include: _members
--- include: _announce
-- Somebody who is gone, a guest or one who has closed her account, leaves a room, or the invitation to it.
-- KEYS  c, m, n, i   ARGV  her id
-- Answer  { 'none' } where there is no such conversation (any more), { 'stays' } in a direct or group conversation, and of a room that goes on without her { 'left', who became the owner by it, or '' },
-- or { 'unused' } where nobody is in it and nothing was ever said.   Atomic; repeating it changes nothing.
local uid = ARGV[1]
local facts = redis.call('HMGET', KEYS[1], 'v', 'q')
if not facts[1] or facts[1] == 'ended' then return { 'none' } end
if not is_room(facts[1]) then return { 'stays' } end
local role = role_of(uid)
if role == 'i' then
  redis.call('HDEL', KEYS[4], uid)
elseif role ~= '' then
  drop_member(uid)
  announce_members(',"left":"' .. uid .. '"')
end
if redis.call('EXISTS', KEYS[2]) == 0 and facts[2] == '0' then return { 'unused' } end
return { 'left', ensure_owner() }
