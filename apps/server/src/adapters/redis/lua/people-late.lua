--- include: _clock
-- Whose profiles changed since.   KEYS  channel   ARGV  since (µs), or '' to ask for the time only   Answer  { now (µs), user ids }.
return { micros(), ARGV[1] ~= '' and redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf') or {} }
