--- include: _conversation
--- include: _clock
--- include: _root
--- include: _rights_by_role
-- What a member (her value in `m`) may do, as bits, unless she is muted. `own`: the field `rt` of the facts, the bits of each role where the room has
-- rights of its own.
local function held_by(member, visibility, own)
  if not member then return 0 end
  local mark = string.sub(member, 1, 1)
  if own then return tonumber(string.match(own, mark .. '=(%d+)') or '0') end
  return visibility and rights_by_role[visibility .. mark] or 0
end

-- Until when she is muted (ms), or nil. `mutes`: the field `mu` of the facts, without which nobody is.
local function muted_until(uid, mutes)
  local mute = mutes and redis.call('HGET', home .. 's', uid)
  local ends = mute and tonumber(string.match(mute, '^%d+'))
  return ends and ends > now_ms() and ends or nil
end

-- Whether she is deactivated (standing-mark).
local function is_off(uid, mutes)
  local off = mutes and redis.call('HGET', home .. 's', '!' .. uid)
  return off and string.sub(off, -1) == '1' or false
end

-- The same as `held_by`, with her mute counted in, and whether she is deactivated.
local function held_now(uid, member, visibility, own, mutes)
  if is_off(uid, mutes) then return 0 end
  local held = held_by(member, visibility, own)
  if muted_until(uid, mutes) then return bit.band(held, bit.bnot(muted_rights)) end
  return held
end

-- Whether all that is needed is among what is held.
local function may(held, needs)
  needs = tonumber(needs)
  return bit.band(held, needs) == needs
end

-- How high somebody stands against others: who is no member stands as low as one.
local function rank_in(uid)
  local member = redis.call('HGET', home .. 'm', uid)
  return member and mark_ranks[string.sub(member, 1, 1)] or 0
end

-- The answer to somebody who may not do what needs these rights; nil if she may.
local function refusal_in(uid, needs)
  local facts = redis.call('HMGET', home .. 'c', 'v', 'rt', 'mu')
  local member = redis.call('HGET', home .. 'm', uid)
  if thread and not is_root_there(member) then return { 'refused', '' } end
  if not member then return { 'refused', facts[1] or '' } end
  if is_off(uid, facts[3]) or not may(held_now(uid, member, facts[1], facts[2], facts[3]), needs) then return { 'forbidden' } end
end

-- The same of an act against somebody else, or { 'not-lower' } where she does not stand lower.
local function refusal_against(by, uid, needs)
  local refusal = refusal_in(by, needs)
  if refusal then return refusal end
  if not is_room(redis.call('HGET', home .. 'c', 'v')) then return { 'forbidden' } end
  if rank_in(uid) >= rank_in(by) then return { 'not-lower' } end
end
