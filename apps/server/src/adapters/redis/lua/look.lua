--- include: _state
--- include: _members
--- include: _rights
--- include: _calls
-- KEYS  c   ARGV  user id   Answer  { state, role or '', visibility, calls by edits that she has not had, until when she is muted (ms) or 0,
-- where she has a group out of her inbox the mark that says so, else '' }, or nothing where there is no conversation.
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
local facts = redis.call('HMGET', KEYS[1], 'v', 'mu')
return { state_now(ARGV[1]), role_of(ARGV[1]), facts[1], waiting_calls(ARGV[1], math.huge), string.format('%d', muted_until(ARGV[1], facts[2]) or 0),
  facts[1] == 'group' and redis.call('HGET', base .. 'g', ARGV[1]) or '' }
