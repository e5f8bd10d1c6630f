--- include: _clock
--- include: _state
--- include: _members
-- Creates a conversation with its first members, if it is not there.
-- KEYS  c, m, n   ARGV  facts (JSON), visibility, owner or '', epoch, clock (ms), then per member: user id, role
-- Answer  state.   Atomic; repeating it changes nothing.
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'f', ARGV[1], 'v', ARGV[2], 'w', ARGV[3], 'e', ARGV[4], 'q', 0, 'r', 0, 'g', 0, 'b', 0, 'a', 0, 's', ARGV[5], 't', micros())
  for n = 6, #ARGV, 2 do put_member(ARGV[n], ARGV[n + 1], 0, micros()) end
else
  redis.call('HSET', KEYS[1], 'w', redis.call('HGET', KEYS[1], 'w'))
end
return state_now()
