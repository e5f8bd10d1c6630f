--- include: _state
--- include: _members
--- include: _announce
--- include: _clock
--- include: _guests
--- include: _rights
-- Makes someone a member of a public room, or of one that she was invited to, and announces it.
-- KEYS  c, m, n, i, b, y, s, v   ARGV  user id, '1' if she has an account, folded name of a guest or '', the address that she comes from or '', addresses and mutes kept
-- Answer  { 'joined', state, role, who became the owner by it, or '' }, { 'already', state, role }, { 'banned' } (only of a public room), { 'gone' } where she is deactivated or { 'refused', visibility }
-- Atomic; repeating it answers 'already'.
local uid = ARGV[1]
local facts = redis.call('HMGET', KEYS[1], 'v', 'q', 'mu')
if not facts[1] then return { 'refused', '' } end
if is_off(uid, facts[3]) then return { 'gone' } end
local role = role_of(uid)
if role ~= '' and role ~= 'i' then
  -- She may have got an account since she joined.
  if role == 'm' and ARGV[2] == '1' and is_room(facts[1]) then role = 'a' end
  set_role(uid, role)
  return { 'already', state_now(), role }
end
if role == '' and facts[1] ~= 'public' then return { 'refused', facts[1] } end
local name, network, kept = ARGV[3], ARGV[4], tonumber(ARGV[5])
if is_banned(uid) or (name ~= '' and binding('b', uid, name, network)) then return facts[1] == 'public' and { 'banned' } or { 'refused', '' } end
redis.call('HDEL', KEYS[4], uid)
-- Calls of an earlier time here count no more.
redis.call('HDEL', KEYS[6], uid)
put_member(uid, ARGV[2] == '1' and 'a' or 'm', facts[2], micros())
if name ~= '' then
  local mute = binding('m', uid, name, network)
  if mute and redis.call('HEXISTS', KEYS[7], uid) == 0 and redis.call('HLEN', KEYS[7]) < kept then
    redis.call('HSET', KEYS[7], uid, mute)
    redis.call('HSET', KEYS[1], 'mu', '1')
  end
  if network ~= '' then redis.call('HSET', KEYS[8], '=' .. uid, network) end
  -- Of so many guests the address of any one is forgotten.
  if redis.call('HLEN', KEYS[8]) > 4 * kept then
    local field = redis.call('HRANDFIELD', KEYS[8])
    if string.sub(field, 1, 1) == '=' then redis.call('HDEL', KEYS[8], field) end
  end
end
local heir = ensure_owner()
announce_members(',"joined":"' .. uid .. '"')
return { 'joined', state_now(), role_of(uid), heir }
