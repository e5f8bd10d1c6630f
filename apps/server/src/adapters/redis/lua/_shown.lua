--- include: _files_due
-- Pictures that stand for their uploader or a room.   `shown`: key `fa`, id → who shows it, space, the file as JSON; `uploads`, `ends`: keys `fp`, `fe`.
-- The last key is what is due in the slot.

-- From now on it does not expire. Answers 'shown', 'already' or 'gone'.
local function show_file(shown, uploads, ends, id, by)
  local before = redis.call('HGET', shown, id)
  if before then return string.match(before, '^%S+') == by and 'already' or 'gone' end
  local at, file = redis.call('ZSCORE', ends, id), redis.call('HGET', uploads, id)
  if not at or tonumber(at) <= now_ms() or not file or file == '' then return 'gone' end
  redis.call('HSET', shown, id, by .. ' ' .. file)
  redis.call('HDEL', uploads, id)
  redis.call('ZREM', ends, id)
  return 'shown'
end

-- It has expired: who sweeps takes it away.
local function unshow_file(shown, uploads, ends, id)
  local kept = redis.call('HGET', shown, id)
  if not kept then return end
  redis.call('HDEL', shown, id)
  redis.call('HSET', uploads, id, string.match(kept, '^%S+ (.*)$'))
  redis.call('ZADD', ends, now_ms(), id)
  files_due(now_ms())
end
