--- include: _conversation
-- Per option of a poll: how many chose it, whether `uid` is among them, at most 20 of them by age. Nothing where nobody has voted or closed it.
local function votes_of(seq, overlay, uid)
  local rows = {}
  for n = 0, (overlay and overlay.v or 0) - 1 do
    local key = base .. 'x:' .. seq .. ':#' .. n
    local mine = 0
    if uid ~= '' and redis.call('ZSCORE', key, uid) then mine = 1 end
    rows[n + 1] = { redis.call('ZCARD', key), mine, redis.call('ZRANGE', key, 0, 19) }
  end
  return rows
end
