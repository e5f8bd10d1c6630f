--- include: _fold
-- Blocks that are to be written anew, and bytes that are to go; where there are none, the task is due when there will be.
-- KEYS  c, due   Answer  { numbers, rows of sg }.   Atomic, idempotent.
touch_blocks()
local now = now_ms()
local folds = redis.call('ZRANGEBYSCORE', base .. 'st', '-inf', now, 'LIMIT', 0, 20)
local frees = redis.call('ZRANGEBYSCORE', base .. 'sg', '-inf', now, 'LIMIT', 0, 100)
if #folds + #frees == 0 then
  for _, part in ipairs({ 'st', 'sg' }) do
    local first = redis.call('ZRANGE', base .. part, 0, 0, 'WITHSCORES')
    if first[2] then history_due(tonumber(first[2])) end
  end
end
return { folds, frees }
