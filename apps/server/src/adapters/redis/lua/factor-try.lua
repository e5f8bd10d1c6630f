-- Uses a step of a second factor, if no later one was used, or counts a wrong code.
-- KEYS  f   ARGV  secret, step or '' for a wrong code, now (ms), wrong codes at once, ms that one counts,
-- a word of this try
-- Answer  'accepted', 'refused', or how long to wait (ms).   Atomic; a step is accepted once, and in one try again and again.
local kept = redis.call('HMGET', KEYS[1], 'secret', 'step', 'busy', 'by')
if kept[1] ~= ARGV[1] then return 'refused' end
if kept[4] == ARGV[6] then
  -- Its answer was lost. Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'by', ARGV[6])
  return 'accepted'
end
local now, each = tonumber(ARGV[3]), tonumber(ARGV[5])
local busy = math.max(tonumber(kept[3] or '0'), now)
local wait = busy + each - now - tonumber(ARGV[4]) * each
if wait > 0 then return string.format('%d', wait) end
if ARGV[2] ~= '' and tonumber(ARGV[2]) > tonumber(kept[2]) then
  redis.call('HSET', KEYS[1], 'step', ARGV[2], 'by', ARGV[6])
  redis.call('HDEL', KEYS[1], 'busy')
  return 'accepted'
end
redis.call('HSET', KEYS[1], 'busy', string.format('%d', busy + each))
return 'refused'
