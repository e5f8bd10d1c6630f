-- What acts of power have left here for the audit log, the earliest first.   KEYS  j   ARGV  how many   Answer  records (JSON)
return redis.call('LRANGE', KEYS[1], 0, tonumber(ARGV[1]) - 1)
