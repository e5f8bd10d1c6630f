--- include: _state
--- include: _members
--- include: _rights
--- include: _calls
-- KEYS  c   ARGV  user id   Answer  { state, role or '', visibility, calls by edits that she has not had, until when she is muted (ms) or 0,
-- where she has a group out of her inbox the mark that says so, else '' }, or nothing where there is no conversation.
local facts = redis.call('HMGET', home .. 'c', 'v', 'mu')
if not facts[1] or (thread and not is_root_there(redis.call('HGET', home .. 'm', ARGV[1]))) then return false end
return { state_now(ARGV[1]), role_of(ARGV[1]), facts[1], waiting_calls(ARGV[1], math.huge), string.format('%d', muted_until(ARGV[1], facts[2]) or 0),
  facts[1] == 'group' and redis.call('HGET', home .. 'g', ARGV[1]) or '' }
