--- include: _files_due
-- The task of files here is due when there will be something to do.   KEYS  sorted set of moments (fe or z), t4, due   Atomic, idempotent.
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if first[2] then files_due(math.max(tonumber(first[2]), now_ms())) end
return 1
