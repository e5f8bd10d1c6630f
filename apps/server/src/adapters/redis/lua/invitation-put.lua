-- Keeps an invitation until it expires.   KEYS  invitation   ARGV  what it is (JSON), how often it may be used or '', when it expires (ms)
-- Answer  1.   Atomic; repeating it changes nothing.
redis.call('HSET', KEYS[1], 'is', ARGV[1], 'uses', ARGV[2], 'until', ARGV[3])
redis.call('PEXPIREAT', KEYS[1], ARGV[3])
return 1
