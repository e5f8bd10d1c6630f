-- KEYS  names, text   ARGV  lower end of the names, folded query or '', limit
-- Answer  places (folded name, NUL, id) by name, and the place to go on after, '' at the end of the index.   Cost: at most 1,000 places.
local chunk = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+', 'LIMIT', 0, 1000)
local found, limit = {}, tonumber(ARGV[3])
for _, place in ipairs(chunk) do
  if ARGV[2] == '' or string.find(redis.call('HGET', KEYS[2], string.match(place, '%z(.*)$')) or '', ARGV[2], 1, true) then
    found[#found + 1] = place
    if #found == limit then return { found, place } end
  end
end
return { found, #chunk == 1000 and chunk[1000] or '' }
