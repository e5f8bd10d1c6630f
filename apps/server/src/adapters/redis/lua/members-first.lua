--- include: _root
-- KEYS  c, m   ARGV  user ids   Answer  for each the first number that exists for her, 0 where she is no member.
local head = redis.call('HMGET', KEYS[1], 'l', 'sj')
-- A thread begins for all alike who see its root.
local firsts = {}
for n, uid in ipairs(ARGV) do
  local member = redis.call('HGET', KEYS[2], uid)
  if thread and member and not is_root_there(member) then member = nil end
  firsts[n] = member and string.format('%d', first_for(member, head[1], head[2])) or '0'
end
return firsts
