-- Moves the mark of a store that is filled from another one, or moved away into one, where what stands there allows it.
-- KEYS  mark   ARGV  act (fill, open, give-up; close, stay, leave), id of the attempt, of fill: id of one whose place it takes   Answer  the state and the id that stand there then.
-- Atomic. Idempotent: a state that stands already is written again, so that WAIT covers it.   O(1).
local act, id = ARGV[1], ARGV[2]
local state, of = unpack(redis.call('HMGET', KEYS[1], 'state', 'id'))
local own = of == id
local becomes = nil
local fills = state == 'filling' or state == 'given-up'
if act == 'fill' and (not state or (own and state == 'filling') or (fills and of == ARGV[3])) then becomes = 'filling'
elseif act == 'open' and own and (state == 'filling' or state == 'opened') then becomes = 'opened'
elseif act == 'give-up' and (not state or (own and (state == 'filling' or state == 'given-up'))) then becomes = 'given-up'
elseif act == 'close' and (not state or state == 'opened' or (own and state == 'closed')) then becomes = 'closed'
elseif act == 'stay' and own and (state == 'closed' or state == 'opened') then becomes = 'opened'
elseif act == 'leave' and own and (state == 'closed' or state == 'left') then becomes = 'left' end
if becomes then redis.call('HSET', KEYS[1], 'state', becomes, 'id', id) end
return redis.call('HMGET', KEYS[1], 'state', 'id')
