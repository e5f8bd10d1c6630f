--- include: _state
--- include: _members
--- include: _calls
-- KEYS  c   ARGV  user id   Answer  { state, role or '', visibility, calls by edits that she has not had }, or nothing where there is no conversation.
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return { state_now(), role_of(ARGV[1]), redis.call('HGET', KEYS[1], 'v'), waiting_calls(ARGV[1], math.huge) }
