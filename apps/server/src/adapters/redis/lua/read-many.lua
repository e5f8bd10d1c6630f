-- Several keys of one slot as they are in one moment.
-- KEYS  any   ARGV  for each: h of a hash, z of a sorted set with its scores, l of a list, x of a stream; h: and a field, z: and a member of one value alone
-- Answer  what each holds, nothing where there is no such key.   Cost: O(what they hold).
local found = {}
for n, key in ipairs(KEYS) do
  local kind, one = string.sub(ARGV[n], 1, 1), string.sub(ARGV[n], 3)
  if one ~= '' then found[n] = redis.call(kind == 'h' and 'HGET' or 'ZSCORE', key, one)
  elseif kind == 'h' then found[n] = redis.call('HGETALL', key)
  elseif kind == 'z' then found[n] = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  elseif kind == 'l' then found[n] = redis.call('LRANGE', key, 0, -1)
  else found[n] = redis.call('XRANGE', key, '-', '+') end
end
return found
