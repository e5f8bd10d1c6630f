-- Those who are to be looked at, by id.   KEYS  pw   ARGV  the one after whom it begins or '', how many   Answer  ids.
return redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1] == '' and '-' or '(' .. ARGV[1], '+', 'LIMIT', 0, ARGV[2])
