--- include: _first
-- KEYS  c, m   ARGV  user ids   Answer  for each the first number that exists for her, 0 where she is no member.
local head = redis.call('HMGET', KEYS[1], 'l', 'sj')
local firsts = {}
for n, uid in ipairs(ARGV) do
  local member = redis.call('HGET', KEYS[2], uid)
  firsts[n] = member and string.format('%d', first_for(member, head[1], head[2])) or '0'
end
return firsts
