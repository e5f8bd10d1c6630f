-- KEYS  u, i, g   Answer  { rev, pairs of conversation and entry (JSON), pairs of departed conversation and rev, the last jump or '' }.
-- Cost: O(conversations).
local head = redis.call('HMGET', KEYS[1], 'rev', 'jump')
return { head[1] or '0', redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3]), head[2] or '' }
