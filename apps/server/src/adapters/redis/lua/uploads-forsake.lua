--- include: _files_due
-- All that she has not sent expires now.   KEYS  fe, t4, due   Atomic, idempotent.
local now = now_ms()
local uploads = redis.call('ZRANGE', KEYS[1], 0, -1)
for _, id in ipairs(uploads) do redis.call('ZADD', KEYS[1], 'LT', now, id) end
if #uploads > 0 then files_due(now) end
return #uploads
