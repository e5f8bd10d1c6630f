--- include: _conversation
--- include: _owe
-- Keeps what is said in a conversation from retention, or no longer.
-- KEYS  c, and those of _owe   ARGV  who asks, '1' or '0', why or '', id of the record   Answer  1, or 0 where there is no such conversation
-- Atomic: once it is answered nothing there is taken away. Repeating it changes nothing.
local facts = redis.call('HMGET', KEYS[1], 'v', 'hd', 'f')
if not facts[3] or facts[1] == 'ended' then return 0 end
local is_held = facts[2] and true or false
if is_held ~= (ARGV[2] == '1') then
  local about = { after = { held = not is_held }, before = { held = is_held } }
  if ARGV[3] ~= '' then about.reason = ARGV[3] end
  owe_of_room(ARGV[1], 'hold:set', about)
end
if ARGV[2] == '1' then redis.call('HSET', KEYS[1], 'hd', '1') else redis.call('HDEL', KEYS[1], 'hd') end
-- Written in any case, so that WAIT covers what is answered.
redis.call('HSET', KEYS[1], 'v', facts[1])
return 1
