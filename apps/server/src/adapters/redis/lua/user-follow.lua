--- include: _user
-- Lets her follow a thread, or no longer.
-- KEYS  u, i, g   ARGV  thread, parent, read or '' for no longer, epoch of that mark, how many she may follow
-- Atomic; repeating it changes nothing. Not where she has been taken away, is deactivated, or does not have the parent.   Cost: O(conversations) beyond that many.
local who = redis.call('HMGET', KEYS[1], 'user', 'gone', 'off')
if ARGV[3] == '' then
  if entry_of(ARGV[1]) then step(ARGV[1], nil, { removed = ARGV[1], why = 'left' }) end
elseif who[1] and not who[2] and not string.match(who[3] or '', ' 1$') then
  follow(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
end
-- A repeat writes too, so that WAIT covers what it answers.
redis.call('HSET', KEYS[1], 'rev', redis.call('HGET', KEYS[1], 'rev') or '0')
return 1
