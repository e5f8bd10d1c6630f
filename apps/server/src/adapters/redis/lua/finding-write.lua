-- Adds entries by which people are found, or drops them.   KEYS  set of those that begin alike   ARGV  'add' or 'drop', then each entry: word, NUL, user's id
-- Answer  how many there are.   Atomic; repeating it changes nothing.   Cost: O(log n) an entry, of which one person has 24 at most.
for n = 2, #ARGV do
  if ARGV[1] == 'add' then redis.call('ZADD', KEYS[1], 0, ARGV[n]) else redis.call('ZREM', KEYS[1], ARGV[n]) end
end
return redis.call('ZCARD', KEYS[1])
