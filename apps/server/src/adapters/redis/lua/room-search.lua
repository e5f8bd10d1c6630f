-- KEYS  names, text   ARGV  lower end of the names, folded query or '', limit
-- Answer  places (folded name, NUL, id) by name.   Cost: what it skips; the whole index where nothing matches.
local found, from, limit = {}, ARGV[1], tonumber(ARGV[3])
while #found < limit do
  local chunk = redis.call('ZRANGEBYLEX', KEYS[1], from, '+', 'LIMIT', 0, 200)
  for _, place in ipairs(chunk) do
    if ARGV[2] == '' or string.find(redis.call('HGET', KEYS[2], string.match(place, '%z(.*)$')) or '', ARGV[2], 1, true) then
      found[#found + 1] = place
      if #found == limit then return found end
    end
  end
  if #chunk < 200 then return found end
  from = '(' .. chunk[#chunk]
end
return found
