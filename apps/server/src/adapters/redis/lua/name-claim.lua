-- A unique name: a compare-and-set on the key that reserves it.
-- KEYS  name   ARGV  new holder, whom it may be taken from or '', what is kept of the holder besides or ''
-- Answer  holder after that.   Atomic; repeating it changes nothing.
local holder = redis.call('HGET', KEYS[1], 'id')
if not holder or holder == ARGV[1] or holder == ARGV[2] then
  redis.call('HSET', KEYS[1], 'id', ARGV[1])
  -- One that was left, and kept for her.
  if redis.call('HDEL', KEYS[1], 'left') == 1 then redis.call('PERSIST', KEYS[1]) end
  if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'of', ARGV[3]) end
  return ARGV[1]
end
return holder
