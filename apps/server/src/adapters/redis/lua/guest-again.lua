-- A guest who is gone has left a trace: she is looked at again later.   KEYS  u   ARGV  when (ms)   Idempotent.
if redis.call('HEXISTS', KEYS[1], 'user') == 1 then redis.call('HSET', KEYS[1], 'look', ARGV[1]) end
return 1
