--- include: _rights
--- include: _clock
-- Notes that one of its people has the group out of her inbox until the next message.
-- KEYS  c, m, g   ARGV  user id, '1' to note it, '' to ask only
-- Answer  { 'hidden', the mark: seq of the last message then, space, when (ms); seq of the last message now, epoch }, { 'forbidden' } or { 'refused', visibility }.
-- Atomic.
local uid = ARGV[1]
local refusal = refusal_in(uid, 0)
if refusal then return refusal end
local head = redis.call('HMGET', KEYS[1], 'v', 'q', 'e')
if head[1] ~= 'group' then return { 'forbidden' } end
if ARGV[2] == '1' then
  redis.call('HSET', KEYS[1], 'hi', '1')
  redis.call('HSET', KEYS[3], uid, head[2] .. ' ' .. string.format('%d', now_ms()))
end
return { 'hidden', redis.call('HGET', KEYS[3], uid) or '', head[2], head[3] }
