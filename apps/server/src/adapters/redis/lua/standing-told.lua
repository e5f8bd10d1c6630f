-- All of her conversations know how she stands: unless that has changed meanwhile, or somebody holds the task, there is nothing to do any more.
-- KEYS  u, t3, due   ARGV  name of the task, what was told (as `off` has it)   Answer  1 where it still is so, or 0.   Atomic, idempotent.
if redis.call('HGET', KEYS[1], 'off') ~= ARGV[2] then return 0 end
if redis.call('HEXISTS', KEYS[2], 'l') == 0 then
  redis.call('UNLINK', KEYS[2])
  redis.call('ZREM', KEYS[3], ARGV[1])
end
-- For WAIT to cover.
redis.call('HSET', KEYS[1], 'off', ARGV[2])
return 1
