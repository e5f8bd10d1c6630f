--- include: _state
--- include: _announce
--- include: _entries
--- include: _changes
--- include: _due
-- Changes the epoch where the log differs from what was delivered, and announces it.
-- KEYS  c, l, h, due   ARGV  epoch, seq, packed id ('' for none), rev, change ('' for none), new epoch, changes kept
-- Answer  { state after that, bits of consumers now due }.   Atomic: a compare-and-set from the held epoch; repeating it changes nothing.
local state = state_now()
local seq, rev = tonumber(ARGV[2]), tonumber(ARGV[4])
local head_seq, head_rev = tonumber(state[3]), tonumber(state[5])
local differs = state[2] == ARGV[1] and (seq > head_seq or rev > head_rev
  -- What was taken away cannot contradict, nor a change too old to be kept.
  or (seq >= tonumber(state[11]) - 1 and not has_id(seq > 0 and entry_at(ARGV[2]) or nil, ARGV[3]))
  or (rev > 0 and rev > head_rev - tonumber(ARGV[7]) and change_at(ARGV[4]) ~= ARGV[5]))
if not differs then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', home .. 'c', 'e', redis.call('HGET', home .. 'c', 'e'))
  return { state, '0' }
end
redis.call('HSET', KEYS[1], 'e', ARGV[6], 'b', state[3])
-- A thread that a failover took back as a whole.
if thread then for field, value in pairs({ q = 0, r = 0, a = 0, s = 0 }) do redis.call('HSETNX', KEYS[1], field, value) end end
state = state_now()
local queued = make_due(redis.call('HGET', KEYS[1], 'ti'))
announce('{"kind":"reset","removals":' .. state[7] .. ',"head":{"epoch":"' .. state[2] .. '","seq":' .. state[3]
  .. ',"id":' .. (state[4] and cjson.encode(state[4]) or 'null') .. ',"rev":' .. state[5]
  .. ',"change":' .. (state[6] and cjson.encode(state[6]) or 'null') .. ',"first":' .. state[11] .. '}}')
return { state, queued }
