-- Takes a challenge: nobody finds it again.   KEYS  challenge   Answer  { purpose, its end (ms) }, or nothing where there is none.   Atomic, once.
local kept = redis.call('HMGET', KEYS[1], 'purpose', 'ends')
if not kept[1] then return false end
redis.call('DEL', KEYS[1])
return kept
