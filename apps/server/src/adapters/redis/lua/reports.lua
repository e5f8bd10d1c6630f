-- KEYS  reports, places   ARGV  lower end of the places (as ZRANGEBYLEX has it), limit   Answer  pairs of place and report, the earliest first.   Cost: O(limit).
local found = {}
for _, place in ipairs(redis.call('ZRANGEBYLEX', KEYS[2], ARGV[1], '+', 'LIMIT', 0, ARGV[2])) do
  found[#found + 1] = place
  found[#found + 1] = redis.call('HGET', KEYS[1], string.match(place, '%z(.*)$')) or ''
end
return found
