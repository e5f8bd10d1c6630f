--- include: _conversation
-- They are looked at no longer; where nobody is left the consumer is interested no longer.
-- KEYS  c, record, due, pw   ARGV  conversation, bit, user ids   Answer  how many are left.   Atomic, idempotent.
for n = 3, #ARGV do redis.call('ZREM', KEYS[4], ARGV[n]) end
local left = redis.call('ZCARD', KEYS[4])
if left > 0 then return left end
local value = 2 ^ tonumber(ARGV[2])
local bits = tonumber(string.match(redis.call('HGET', KEYS[1], 'ti') or '0', '^%d+'))
if math.floor(bits / value) % 2 == 0 then return 0 end
redis.call('UNLINK', KEYS[2])
redis.call('ZREM', KEYS[3], 'c' .. ARGV[2] .. ' ' .. ARGV[1])
if bits == value then
  redis.call('HDEL', KEYS[1], 'ti')
else
  redis.call('HSET', KEYS[1], 'ti', string.format('%d', bits - value) .. ' ' .. ARGV[1])
end
return 0
