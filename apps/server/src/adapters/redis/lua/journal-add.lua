-- Adds a line to a journal, unless it is its last one; the oldest go beyond so many, all of them so long after the last one.
-- KEYS  lines   ARGV  line, most lines, for how long (ms)   Answer  nothing.   Atomic; repeating it changes nothing.
if redis.call('LINDEX', KEYS[1], -1) ~= ARGV[1] then
  redis.call('RPUSH', KEYS[1], ARGV[1])
  redis.call('LTRIM', KEYS[1], -tonumber(ARGV[2]), -1)
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return false
