-- Notes when somebody signed in by a passkey.   KEYS  k   ARGV  its id, when (ms)   Answer  1, or 0 where there is none.   Atomic, idempotent.
local json = redis.call('HGET', KEYS[1], ARGV[1])
if not json then return 0 end
local kept = cjson.decode(json)
kept.used = math.max(tonumber(ARGV[2]), kept.used or 0)
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(kept))
return 1
