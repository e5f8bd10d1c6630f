--- include: _task
-- Ends a lease on a conversation: it stays due where the log goes on beyond the cursor.   KEYS  …, c
-- Answer  'done', 'due' or 'lost'.   Atomic.
if not is_held() then return 'lost' end
local head = redis.call('HMGET', KEYS[3], 'e', 'q', 'r')
if not head[1] then
  -- The conversation was dropped.
  redis.call('UNLINK', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  return 'done'
end
local cursor = cjson.decode(redis.call('HGET', KEYS[1], 'c'))
redis.call('HDEL', KEYS[1], 'l', 'n', 'w')
if cursor.epoch == head[1] and cursor.seq >= tonumber(head[2]) and cursor.rev >= tonumber(head[3]) then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return 'done'
end
due_at(now_ms())
return 'due'
