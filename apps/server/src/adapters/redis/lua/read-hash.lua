-- KEYS  hash   ARGV  fields   Answer  their values.
return redis.call('HMGET', KEYS[1], unpack(ARGV))
