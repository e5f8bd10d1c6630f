--- include: _members
--- include: _rights
--- include: _owe
-- Gives a member another role.
-- KEYS  c, m, n, and those of _owe   ARGV  who asks, whose role it is, rights that whoever asks needs, the role (as a mark), '1' if she has an account, id of the record
-- Answer  { 'set' }, { 'not-a-member' }, { 'no-account' }, { 'not-lower' }, { 'last-owner' }, { 'forbidden' } or { 'refused', visibility }.   Atomic, idempotent.
local by, uid, wanted = ARGV[1], ARGV[2], ARGV[4]
local refusal = refusal_in(by, ARGV[3])
if refusal then return refusal end
if not is_room(redis.call('HGET', KEYS[1], 'v')) then return { 'forbidden' } end
local role = role_of(uid)
if role == '' or role == 'i' then return { 'not-a-member' } end
if role ~= wanted then
  if mark_ranks[wanted] > 0 and ARGV[5] ~= '1' then return { 'no-account' } end
  if role_of(by) ~= 'o' and math.max(mark_ranks[role], mark_ranks[wanted]) >= rank_in(by) then return { 'not-lower' } end
  if role == 'o' and not string.find(redis.call('ZRANGE', KEYS[3], 1, 1)[1] or '', '^0%d') then return { 'last-owner' } end
  local names = { o = 'owner', d = 'moderator', a = 'member', m = 'member' }
  if names[role] ~= names[wanted] then
    owe_of_room(by, 'room:role', { user = uid, before = { role = names[role] }, after = { role = names[wanted] } })
  end
end
-- Written also where nothing changes, so that WAIT covers what is answered.
set_role(uid, wanted)
return { 'set' }
