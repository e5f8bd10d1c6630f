--- include: _conversation
-- These follow the thread by now.   KEYS  c   ARGV  user ids
redis.call('HDEL', base .. 'fp', unpack(ARGV))
return 1
