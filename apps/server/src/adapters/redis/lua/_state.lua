--- include: _first
-- Facts, epoch, seq, last id, rev, last change, removals, seq at which the epoch began, activity (µs), members, first number (for `uid`, where one is given), how often
-- something was said in its threads, and of a thread its id. A thread has its facts and its members from its parent, and before anything was said in it the epoch.
local function state_now(uid)
  local rules = redis.call('HMGET', home .. 'c', 'f', 'e', 'q', 'k', 'r', 'x', 'g', 'b', 't', 'l', 'sj', 'tm')
  local state = rules
  if thread then
    local own = redis.call('HMGET', KEYS[1], 'e', 'q', 'k', 'r', 'x', 'b', 't', 'l')
    state = { rules[1], own[1] or rules[2], own[2] or '0', own[3], own[4] or '0', own[5], rules[7], own[6] or '0', own[7] or '0', own[8] }
  end
  local since_join = not thread and rules[11]
  local member = uid and since_join and redis.call('HGET', home .. 'm', uid)
  state[11] = string.format('%d', first_for(member, state[10], since_join))
  state[10] = redis.call('HLEN', home .. 'm')
  state[12] = not thread and rules[12] or '0'
  state[13] = thread or ''
  return state
end
