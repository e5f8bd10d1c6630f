--- include: _sessions
-- Whether a guest is gone long enough. A first look that finds no session only notes when the next one is to be.
-- KEYS  u, s, i, g   ARGV  now (ms), wait after a sign-out (ms), wait after a session has expired (ms), conversations at most
-- Answer  where she is: { conversations of her inbox, conversations that she has departed from }; else nothing.   Atomic.   Cost: O(conversations).
local now = tonumber(ARGV[1])
local profile = redis.call('HGET', KEYS[1], 'user')
if profile and not cjson.decode(profile).guest then return false end
local ends, look = last_end(), redis.call('HGET', KEYS[1], 'look')
if ends and ends + tonumber(ARGV[3]) > now then
  if look then redis.call('HDEL', KEYS[1], 'look') end
  return false
end
if not look then
  redis.call('HSET', KEYS[1], 'look', string.format('%d', now + tonumber(ARGV[2])))
  return false
end
if tonumber(look) > now then return false end
local left = tonumber(ARGV[4])
local function some(key)
  local found = {}
  for _, conversation in ipairs(redis.call('HKEYS', key)) do
    if left == 0 then return found end
    found[#found + 1] = conversation
    left = left - 1
  end
  return found
end
return { some(KEYS[3]), some(KEYS[4]) }
