-- Entries of words that begin so.   KEYS  set of those that begin alike   ARGV  beginning of the words, how many at most
-- Answer  entries (word, NUL, user's id) in the order of words.   Cost: O(log n + answered).
return redis.call('ZRANGEBYLEX', KEYS[1], '[' .. ARGV[1], '(' .. ARGV[1] .. '\255', 'LIMIT', 0, ARGV[2])
