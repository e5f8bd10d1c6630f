--- include: _conversation
-- Facts, epoch, seq, last id, rev, last change, removals, seq at which the epoch began, activity (µs), members, first number.
local function state_now()
  local state = redis.call('HMGET', KEYS[1], 'f', 'e', 'q', 'k', 'r', 'x', 'g', 'b', 't', 'l')
  state[11] = state[10] or '1'
  state[10] = redis.call('HLEN', base .. 'm')
  return state
end
