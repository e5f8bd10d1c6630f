--- include: _clock
-- A task that is owed (its name, its record) is looked for from this moment on (ms). The last key is what is due in the slot. Where somebody holds its lease she has
-- perhaps looked already: it is lost.
local function owed_due(record, name, at)
  local score = redis.call('ZSCORE', KEYS[#KEYS], name)
  if score and redis.call('HEXISTS', record, 'l') == 0 and tonumber(score) <= at then return end
  redis.call('HDEL', record, 'l')
  redis.call('ZADD', KEYS[#KEYS], at, name)
end
