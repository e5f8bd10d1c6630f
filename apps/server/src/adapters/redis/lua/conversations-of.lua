-- KEYS  u, i, g   Answer  conversations in her inbox, and those that she has left.   Cost: O(conversations).
return { redis.call('HKEYS', KEYS[2]), redis.call('HKEYS', KEYS[3]) }
