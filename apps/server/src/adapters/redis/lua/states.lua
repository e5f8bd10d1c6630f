--- include: _state
--- include: _root
-- KEYS  c   Answer  the conversation's state, or nothing where there is none.
if not is_there() then return false end
return state_now()
