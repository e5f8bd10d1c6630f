-- Takes a letter out of the queue.   KEYS  due, letters, tries   ARGV  id   Atomic; repeating it changes nothing.
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return redis.call('HDEL', KEYS[2], ARGV[1])
