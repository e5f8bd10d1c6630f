--- include: _members
--- include: _rights
--- include: _announce
--- include: _owe
-- Ends a membership or an invitation. From here on every announcement carries a higher `removals`.
-- KEYS  c, m, n, i, and those of _owe   ARGV  who asks, who goes, rights that whoever asks needs to remove somebody else, id of the record
-- Answer  { 'left', who became the owner by it, or '' }, { 'not-a-member' }, { 'not-lower' }, { 'forbidden' } or { 'refused', visibility }
-- Atomic. Repeating it finds nobody.
local by, uid = ARGV[1], ARGV[2]
local visibility = redis.call('HGET', KEYS[1], 'v')
if not visibility then return { 'refused', '' } end
if by == uid and role_of(by) == 'i' then
  redis.call('HDEL', KEYS[4], uid)
  return { 'left', '' }
end
local refusal = refusal_in(by, by == uid and 0 or ARGV[3])
if refusal then return refusal end
if not is_room(visibility) then return { 'forbidden' } end
local role = role_of(uid)
if role == '' then return { 'not-a-member' } end
if by ~= uid and rank_in(uid) >= rank_in(by) then return { 'not-lower' } end
if by ~= uid then owe_of_room(by, 'room:remove', { user = uid }) end
if role == 'i' then
  redis.call('HDEL', KEYS[4], uid)
  return { 'left', '' }
end
drop_member(uid)
announce_members(',"left":"' .. uid .. '"')
return { 'left', ensure_owner() }
