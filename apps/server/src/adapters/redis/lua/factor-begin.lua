-- Keeps a secret that is to be an account's second factor.   KEYS  u, f   ARGV  secret
-- Answer  1, or 0 where there is no such account.   Atomic, idempotent.
local json = redis.call('HGET', KEYS[1], 'user')
if not json then return 0 end
local profile = cjson.decode(json)
if profile.guest or profile.deactivated then return 0 end
redis.call('HSET', KEYS[2], 'pending', ARGV[1])
return 1
