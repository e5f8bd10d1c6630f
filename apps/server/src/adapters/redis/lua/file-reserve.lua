--- include: _files_due
-- A file is about to be sent to a conversation.   KEYS  fp, fc, fe, t4, due   ARGV  id, conversation, file as JSON, ms until a copy expires or '' where it is no copy
-- Answer  'reserved', 'elsewhere' or 'gone'.   Atomic, idempotent.
local now = now_ms()
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
  redis.call('ZADD', KEYS[3], now + tonumber(ARGV[4]), ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  files_due(now + tonumber(ARGV[4]))
  return 'reserved'
end
local ends = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not ends or tonumber(ends) <= now then return 'gone' end
local before = redis.call('HGET', KEYS[2], ARGV[1])
if before and before ~= ARGV[2] then return 'elsewhere' end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 'reserved'
