--- include: _clock
-- Whatever is to be done about files here is looked for from this moment on (ms). The last key is what is due in the slot. Where somebody holds the
-- lease of the task (t4) she has perhaps looked already: it is lost.
local function files_due(at)
  local record = string.match(KEYS[1], '^(.*:)[^:]+$') .. 't4'
  local name = 'o4 ' .. (string.match(KEYS[1], '}([^:]+):') or string.match(KEYS[1], '{(.-)}'))
  local score = redis.call('ZSCORE', KEYS[#KEYS], name)
  if score and redis.call('HEXISTS', record, 'l') == 0 and tonumber(score) <= at then return end
  redis.call('HDEL', record, 'l')
  redis.call('ZADD', KEYS[#KEYS], at, name)
end
