--- include: _first
-- Facts, epoch, seq, last id, rev, last change, removals, seq at which the epoch began, activity (µs), members, first number (for `uid`, where one is given).
local function state_now(uid)
  local state = redis.call('HMGET', KEYS[1], 'f', 'e', 'q', 'k', 'r', 'x', 'g', 'b', 't', 'l', 'sj')
  local member = uid and state[11] and redis.call('HGET', base .. 'm', uid)
  state[11] = string.format('%d', first_for(member, state[10], state[11]))
  state[10] = redis.call('HLEN', base .. 'm')
  return state
end
