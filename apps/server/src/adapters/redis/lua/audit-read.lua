-- Records above a number, in their order, and where the log ends.
-- KEYS  head, records   ARGV  number, how many   Answer  { number of the last record, its hash, then number and text (JSON, '' for one that is not there) of each }
local head = redis.call('HMGET', KEYS[1], 'n', 'hash')
local answer = { head[1] or '0', head[2] or '' }
for n = tonumber(ARGV[1]) + 1, math.min(tonumber(answer[1]), tonumber(ARGV[1]) + tonumber(ARGV[2])) do
  local number = string.format('%d', n)
  answer[#answer + 1] = number
  answer[#answer + 1] = redis.call('HGET', KEYS[2], number) or ''
end
return answer
