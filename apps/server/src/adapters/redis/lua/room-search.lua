-- KEYS  names, text   ARGV  lower end of the names, folded query or '', limit
-- Answer  places (folded name, NUL, id) by name, and the place to go on after, '' at the end of the index.   Cost: at most 1,000 places.
local chunk = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+', 'LIMIT', 0, 1000)
local found, limit = {}, tonumber(ARGV[3])
for first = 1, #chunk, 100 do
  local last, texts = math.min(first + 99, #chunk), {}
  if ARGV[2] ~= '' then
    -- Many in one command: a call costs more than what it reads.
    local ids = {}
    for index = first, last do ids[#ids + 1] = string.match(chunk[index], '%z(.*)$') end
    texts = redis.call('HMGET', KEYS[2], unpack(ids))
  end
  for index = first, last do
    if ARGV[2] == '' or string.find(texts[index - first + 1] or '', ARGV[2], 1, true) then
      found[#found + 1] = chunk[index]
      if #found == limit then return { found, chunk[index] } end
    end
  end
end
return { found, #chunk == 1000 and chunk[1000] or '' }
