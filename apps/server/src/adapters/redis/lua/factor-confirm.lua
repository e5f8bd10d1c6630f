-- The pending secret of a second factor counts from now on.   KEYS  f   ARGV  secret, step that was shown, hashes of recovery codes (spaces between)
-- Answer  1, or 0 where another one is pending, or none.   Atomic; a repeat with the same is 1.
local kept = redis.call('HMGET', KEYS[1], 'pending', 'secret', 'recovery')
if kept[1] ~= ARGV[1] then
  if kept[2] ~= ARGV[1] or kept[3] ~= ARGV[3] then return 0 end
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'secret', ARGV[1])
  return 1
end
redis.call('HSET', KEYS[1], 'secret', ARGV[1], 'step', ARGV[2], 'recovery', ARGV[3])
redis.call('HDEL', KEYS[1], 'pending', 'busy')
return 1
