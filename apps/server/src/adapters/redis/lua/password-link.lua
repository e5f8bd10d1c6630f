-- From now on whoever has the secret of this hash may set the password.
-- KEYS  u, a   ARGV  hash of the secret, until when (ms)   Answer  1, or 0 where there is no such account.   Atomic, idempotent.
local kept = redis.call('HGET', KEYS[1], 'user')
local profile = kept and cjson.decode(kept)
if not profile or profile.guest or profile.deactivated then return 0 end
redis.call('HSET', KEYS[2], 'link', ARGV[1], 'until', ARGV[2])
return 1
