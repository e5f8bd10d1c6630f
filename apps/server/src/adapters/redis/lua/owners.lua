-- The owners of the server, so that the last one is known. KEYS  owners (set)   ARGV  'add' or 'drop', user id
-- Answer  'done', or 'last' where she would be dropped and is the only one.   Atomic, idempotent.
if ARGV[1] == 'add' then
  redis.call('SADD', KEYS[1], ARGV[2])
  return 'done'
end
if redis.call('SISMEMBER', KEYS[1], ARGV[2]) == 1 and redis.call('SCARD', KEYS[1]) == 1 then return 'last' end
redis.call('SREM', KEYS[1], ARGV[2])
return 'done'
