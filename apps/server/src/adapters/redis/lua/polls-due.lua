--- include: _polls
-- Polls whose time is over, the earliest first; where there are none, the task is due when there will be.   KEYS  c, pe, due
-- Answer  { their numbers, when the next one ends (ms) or '' }.   Atomic, idempotent.
redis.call('EXISTS', base .. 't9')
local over = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now_ms(), 'LIMIT', 0, 20)
local first = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
if #over == 0 and first[2] then polls_due(tonumber(first[2])) end
return { over, #over == 0 and first[2] or '' }
