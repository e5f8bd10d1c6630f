--- include: _root
-- KEYS  c, m   ARGV  user ids   Answer  '1' or '0' for each.
local found = {}
for n, uid in ipairs(ARGV) do
  local member = redis.call('HGET', KEYS[2], uid)
  found[n] = member and not (thread and not is_root_there(member)) and '1' or '0'
end
return found
