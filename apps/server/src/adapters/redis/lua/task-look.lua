-- KEYS  record, due   ARGV  its name   Answer  { score or '', reason, failures, parked at (ms) }
local record = redis.call('HMGET', KEYS[1], 'w', 'n', 'p')
return { redis.call('ZSCORE', KEYS[2], ARGV[1]) or '', record[1] or '', record[2] or '0', record[3] or '0' }
