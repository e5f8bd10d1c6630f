--- include: _state
-- KEYS  c   Answer  the conversation's state, or nothing where there is none.
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return state_now()
