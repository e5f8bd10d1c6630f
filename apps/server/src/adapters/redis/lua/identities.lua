-- KEYS  identities   ARGV  cursor ('0' begins)   Answer  { next cursor ('0': that was all), pairs of subject and user }, some hundreds.
return redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', 500)
