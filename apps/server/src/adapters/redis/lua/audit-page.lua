-- Records below a number, the newest first; of a room or a person where one is named.
-- KEYS  head, records   ARGV  id of the room or user or '', the number below which they are, how many   Answer  their texts (JSON), a nameless gap for one that is not there
local numbers = {}
if ARGV[1] == '' then
  local last = math.min(tonumber(redis.call('HGET', KEYS[1], 'n') or '0'), tonumber(ARGV[2]) - 1)
  for n = last, math.max(1, last - tonumber(ARGV[3]) + 1), -1 do numbers[#numbers + 1] = string.format('%d', n) end
else
  numbers = redis.call('ZREVRANGEBYSCORE', string.sub(KEYS[1], 1, -5) .. 'of:' .. ARGV[1], '(' .. ARGV[2], '-inf', 'LIMIT', 0, ARGV[3])
end
if #numbers == 0 then return {} end
local texts, answer = redis.call('HMGET', KEYS[2], unpack(numbers)), {}
for n, number in ipairs(numbers) do answer[n] = { number, texts[n] or '' } end
return answer
