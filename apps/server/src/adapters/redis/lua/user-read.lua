-- KEYS  u, i, g   Answer  { rev, pairs of conversation and entry (JSON), pairs of departed conversation and rev }.   Cost: O(conversations).
return { redis.call('HGET', KEYS[1], 'rev') or '0', redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3]) }
