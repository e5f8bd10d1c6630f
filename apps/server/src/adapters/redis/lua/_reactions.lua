--- include: _conversation
-- Per emoji: emoji, count, whether `uid` is among them, at most 20 of them by age.
local function reactions_of(seq, overlay, uid)
  local rows = {}
  if not overlay or not overlay.x then return rows end
  for n, emoji in ipairs(overlay.x) do
    local key = base .. 'x:' .. seq .. ':' .. emoji
    local mine = 0
    if uid ~= '' and redis.call('ZSCORE', key, uid) then mine = 1 end
    rows[n] = { emoji, redis.call('ZCARD', key), mine, redis.call('ZRANGE', key, 0, 19) }
  end
  return rows
end
