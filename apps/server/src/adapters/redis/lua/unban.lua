--- include: _rights
-- Ends a ban.   KEYS  c, b, k   ARGV  who asks, who was banned, rights that whoever asks needs
-- Answer  { 'unbanned' }, { 'forbidden' } or { 'refused', visibility }.   Atomic; repeating it changes nothing.
local refusal = refusal_in(ARGV[1], ARGV[3])
if refusal then return refusal end
if redis.call('HGET', KEYS[1], 'v') == 'direct' then return { 'forbidden' } end
local ban = redis.call('HGET', KEYS[2], ARGV[2])
if ban then
  redis.call('ZREM', KEYS[3], string.sub('0000000000000000' .. string.match(ban, '^%d+ (%d+)'), -16) .. '\0' .. ARGV[2])
end
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[1], 'v', redis.call('HGET', KEYS[1], 'v'))
return { 'unbanned' }
