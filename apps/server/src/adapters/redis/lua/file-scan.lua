-- What messages of a conversation hold, step by step, in no order; the same may come twice.   KEYS  f   ARGV  cursor ('0' at first), how many at a time   Answer  { next cursor, '0' at the end; id, seq, … }
local found = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
return { found[1], found[2] }
