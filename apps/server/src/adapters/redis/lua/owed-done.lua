--- include: _task
-- Ends a lease on what is owed somewhere.   KEYS  record, due   ARGV  its name, token   Answer  'done' or 'lost'.   Atomic.
if not is_held() then return 'lost' end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('UNLINK', KEYS[1])
return 'done'
