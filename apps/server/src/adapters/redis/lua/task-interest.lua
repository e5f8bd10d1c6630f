--- include: _state
--- include: _root
--- include: _due
-- Sets or clears a consumer's bit in a conversation's facts; from then on what is written makes it due.
-- KEYS  c, record, due   ARGV  conversation, bit, 'head' or 'beginning' (where its cursor begins) or '' to clear it
-- Answer  { there is such a conversation: 1 or 0, bits for whom it was queued }.   Atomic; repeating it keeps the cursor.
local state = state_now()
if not is_there() then return { 0, '0' } end
local value = 2 ^ tonumber(ARGV[2])
local bits = tonumber(string.match(redis.call('HGET', KEYS[1], 'ti') or '0', '^%d+'))
local is_set = math.floor(bits / value) % 2 == 1
local function write(now_set)
  if now_set == 0 then return redis.call('HDEL', KEYS[1], 'ti') end
  -- Also where nothing changes, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'ti', string.format('%d', now_set) .. ' ' .. ARGV[1])
end
if ARGV[3] == '' then
  redis.call('UNLINK', KEYS[2])
  redis.call('ZREM', KEYS[3], 'c' .. ARGV[2] .. ' ' .. ARGV[1])
  write(is_set and bits - value or bits)
  return { 1, '0' }
end
write(is_set and bits or bits + value)
if is_set then return { 1, '0' } end
local function json(text) return text and cjson.encode(text) or 'null' end
-- The very text that the adapter makes of a position: it is compared as such.
local function position(seq, id, rev, change)
  return '{"epoch":' .. json(state[2]) .. ',"seq":' .. seq .. ',"id":' .. json(id) .. ',"rev":' .. rev .. ',"change":' .. json(change) .. '}'
end
if ARGV[3] == 'head' then
  redis.call('HSET', KEYS[2], 'c', position(state[3], state[4], state[5], state[6]))
  return { 1, '0' }
end
redis.call('HSET', KEYS[2], 'c', position('0', nil, '0', nil))
if state[3] == '0' and state[5] == '0' then return { 1, '0' } end
return { 1, make_due(string.format('%d', value) .. ' ' .. ARGV[1]) }
