--- include: _members
--- include: _rights
-- What decides over the rights of some members.   KEYS  c   ARGV  user ids
-- Answer  { facts (JSON), members, roles ('' of who is none), until when each is muted, or '' }, or nothing where there is no conversation.   Cost: O(users).
local facts = redis.call('HMGET', home .. 'c', 'f', 'mu')
if not facts[1] then return false end
local roles, mutes = {}, {}
for n, uid in ipairs(ARGV) do
  roles[n] = role_of(uid)
  mutes[n] = string.format('%d', muted_until(uid, facts[2]) or 0)
end
return { facts[1], redis.call('HLEN', home .. 'm'), roles, mutes }
