--- include: _clock
-- KEYS  fp, fc, fe, fr   ARGV  how many   Answer  rows { id, file as JSON or '', conversation or '', pieces or '', when it expired (ms) }
local rows = {}
local found = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now_ms(), 'WITHSCORES', 'LIMIT', 0, ARGV[1])
for n = 1, #found, 2 do
  local id = found[n]
  rows[#rows + 1] = { id, redis.call('HGET', KEYS[1], id) or '', redis.call('HGET', KEYS[2], id) or '', redis.call('HGET', KEYS[4], id) or '', found[n + 1] }
end
return rows
