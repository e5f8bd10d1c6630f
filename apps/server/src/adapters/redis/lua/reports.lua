-- KEYS  reports, places
-- ARGV  lower end of the places (as ZRANGEBYLEX has it), limit, who reads
-- Answer  pairs of place and report, the earliest first, without those about messages of who reads.   Cost: O(limit and those that are left out).
-- A quote within a text is escaped in JSON: only the member itself reads like this.
local hers = '"author":"' .. ARGV[3] .. '"'
local limit, from, found = tonumber(ARGV[2]), ARGV[1], {}
repeat
  local places = redis.call('ZRANGEBYLEX', KEYS[2], from, '+', 'LIMIT', 0, limit)
  for _, place in ipairs(places) do
    local report = redis.call('HGET', KEYS[1], string.match(place, '%z(.*)$')) or ''
    if #found < 2 * limit and not string.find(report, hers, 1, true) then
      found[#found + 1] = place
      found[#found + 1] = report
    end
  end
  from = '(' .. (places[#places] or '')
until #places < limit or #found >= 2 * limit
return found
