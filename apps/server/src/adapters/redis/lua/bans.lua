--- include: _rights
-- Who is kept out.   KEYS  c, b, k   ARGV  reader, rights that she needs, lower end of the places (as ZRANGEBYLEX has it), limit
-- Answer  { 'page', triples of place, ban and '1' where it is not over } { 'forbidden' } or { 'refused', visibility }.   Cost: O(limit).
local refusal = refusal_in(ARGV[1], ARGV[2])
if refusal then return refusal end
local found, now = {}, now_ms()
for _, place in ipairs(redis.call('ZRANGEBYLEX', KEYS[3], ARGV[3], '+', 'LIMIT', 0, ARGV[4])) do
  local ban = redis.call('HGET', KEYS[2], string.match(place, '%z(.*)$'))
  local ends = tonumber(string.match(ban, '^%d+'))
  found[#found + 1] = place
  found[#found + 1] = ban
  found[#found + 1] = (ends == 0 or ends > now) and '1' or '0'
end
return { 'page', found }
