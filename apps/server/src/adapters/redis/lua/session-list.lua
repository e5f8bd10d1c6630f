-- KEYS  u, s, d   ARGV  now   Answer  { id, ends at, kind, beginning (JSON) or '' } of each session that lives.   Cost: O(sessions).
local found = {}
for _, id in ipairs(redis.call('HKEYS', KEYS[2])) do
  local ends, kind = string.match(redis.call('HGET', KEYS[2], id), '^(%d+) (.*)$')
  if tonumber(ends) > tonumber(ARGV[1]) then
    found[#found + 1] = { id, ends, kind, redis.call('HGET', KEYS[3], id) or '' }
  end
end
return found
