-- Keeps a passkey of an account.   KEYS  u, k   ARGV  its id, what is kept of it (JSON), how many there may be
-- Answer  'added', 'too-many' or 'no-account'.   Atomic; repeating it changes nothing.
local json = redis.call('HGET', KEYS[1], 'user')
local profile = json and cjson.decode(json)
if not profile or profile.guest or profile.deactivated then return 'no-account' end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[3]) then return 'too-many' end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 'added'
