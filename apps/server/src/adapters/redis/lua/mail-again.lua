-- Makes a letter due again.   KEYS  due, letters, tries   ARGV  id, when (ms)   Atomic; repeating it changes nothing.
return redis.call('ZADD', KEYS[1], 'XX', ARGV[2], ARGV[1])
