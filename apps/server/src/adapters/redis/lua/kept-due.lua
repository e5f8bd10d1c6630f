--- include: _clock
-- What a person keeps whose time has come, the earliest first.   KEYS  ke   ARGV  how many   Answer  kind, space, key of each.
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now_ms(), 'LIMIT', 0, ARGV[1])
