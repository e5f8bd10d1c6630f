--- include: _conversation
--- include: _rights_by_role
-- What a member (her value in `m`) may do, as bits. Rights of the room's own, and mutes, are to be counted in here.
local function held_by(member, visibility)
  local by_role = rights_by_role[visibility]
  return member and by_role and by_role[string.sub(member, 1, 1)] or 0
end

-- Whether all that is needed is among what is held.
local function may(held, needs)
  needs = tonumber(needs)
  return bit.band(held, needs) == needs
end

-- The answer to somebody who may not do what needs these rights; nil if she may.
local function refusal_in(uid, needs)
  local visibility = redis.call('HGET', KEYS[1], 'v')
  local member = redis.call('HGET', base .. 'm', uid)
  if not member then return { 'refused', visibility or '' } end
  if not may(held_by(member, visibility), needs) then return { 'forbidden' } end
end
