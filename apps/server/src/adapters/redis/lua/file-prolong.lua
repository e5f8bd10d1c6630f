--- include: _files_due
-- An upload that was not sent lives longer, or shorter.   KEYS  fe, t4, due   ARGV  id, ms from now on   Answer  1, or 0 where it is not there.   Atomic.
local now = now_ms()
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not ends or tonumber(ends) <= now then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
files_due(now + tonumber(ARGV[2]))
return 1
