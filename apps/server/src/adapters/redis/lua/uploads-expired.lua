--- include: _clock
-- KEYS  fp, fc, fe, fr   ARGV  how many   Answer  rows { id, file as JSON or '', conversation or '', pieces or '' }
local rows = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now_ms(), 'LIMIT', 0, ARGV[1])) do
  rows[#rows + 1] = { id, redis.call('HGET', KEYS[1], id) or '', redis.call('HGET', KEYS[2], id) or '', redis.call('HGET', KEYS[4], id) or '' }
end
return rows
