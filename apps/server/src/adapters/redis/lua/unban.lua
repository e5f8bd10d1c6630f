--- include: _rights
--- include: _guests
-- Ends a ban.   KEYS  c, b, k, v, and those of _owe   ARGV  who asks, who was banned, rights that whoever asks needs, id of the record
-- Answer  { 'unbanned' }, { 'forbidden' } or { 'refused', visibility }.   Atomic; repeating it changes nothing.
local refusal = refusal_in(ARGV[1], ARGV[3])
if refusal then return refusal end
if not is_room(redis.call('HGET', KEYS[1], 'v')) then return { 'forbidden' } end
local ban = redis.call('HGET', KEYS[2], ARGV[2])
if ban then
  owe_sanction('room:unban', ARGV[1], ARGV[2], ban, nil, '')
  redis.call('ZREM', KEYS[3], string.sub('0000000000000000' .. string.match(ban, '^%d+ (%d+)'), -16) .. '\0' .. ARGV[2])
end
redis.call('HDEL', KEYS[2], ARGV[2])
forget_look('b', ARGV[2])
redis.call('HSET', KEYS[1], 'v', redis.call('HGET', KEYS[1], 'v'))
return { 'unbanned' }
