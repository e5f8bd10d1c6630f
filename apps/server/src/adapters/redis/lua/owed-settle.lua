-- These records are in the audit log. Where nothing else is owed, and nobody holds the task, there is nothing to do any more.
-- KEYS  j, t2, due   ARGV  name of the task, records (JSON) as they were read   Answer  how many are left.   Atomic, idempotent.
for n = 2, #ARGV do redis.call('LREM', KEYS[1], 1, ARGV[n]) end
local left = redis.call('LLEN', KEYS[1])
if left == 0 and redis.call('HEXISTS', KEYS[2], 'l') == 0 then
  redis.call('UNLINK', KEYS[2])
  redis.call('ZREM', KEYS[3], ARGV[1])
end
return left
