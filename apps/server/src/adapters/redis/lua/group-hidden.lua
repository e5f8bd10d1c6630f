-- KEYS  g   Answer  pairs of id and mark of those who have the group out of their inboxes.
return redis.call('HGETALL', KEYS[1])
