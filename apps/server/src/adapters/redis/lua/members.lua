--- include: _rights
-- KEYS  c, m, n   ARGV  reader, lower end of the places (as ZRANGEBYLEX has it), limit
-- Answer  { 'page', pairs of place and member } { 'forbidden' } or { 'refused', visibility }.   Cost: O(limit).
local refusal = refusal_in(ARGV[1], to_read)
if refusal then return refusal end
local pairs_found = {}
for _, place in ipairs(redis.call('ZRANGEBYLEX', KEYS[3], ARGV[2], '+', 'LIMIT', 0, ARGV[3])) do
  local uid = string.match(place, '%z(.*)$')
  pairs_found[#pairs_found + 1] = place
  pairs_found[#pairs_found + 1] = redis.call('HGET', KEYS[2], uid)
end
return { 'page', pairs_found }
