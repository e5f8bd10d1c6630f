--- include: _cold
--- include: _owed_due
-- What has to be done with blocks later, by the consumer `history`. Key `st`: number of a block that is to be written anew, since messages of it stand here again, by when (ms). Key `sg`: number and hash of a block that
-- nothing names any more, by when its bytes go (ms): whoever reads it now, and a master that has not heard of the change, still find it. The last key is what is due in the slot.
local function history_due(at)
  local id = string.match(base, '}([^:]+):$') or string.match(base, '{(.-)}')
  owed_due(base .. 't12', 'o12 ' .. id, at)
end

-- Before the first write: where one of the keys is being migrated, the script ends here.
local function touch_blocks() redis.call('EXISTS', base .. 'sb', base .. 'st', base .. 'sg', base .. 't12') end

local function fold_at(n, at)
  n = string.format('%d', n)
  local score = redis.call('ZSCORE', base .. 'st', n)
  if score and tonumber(score) <= at then return end
  redis.call('ZADD', base .. 'st', at, n)
  history_due(at)
end

local function free_at(n, hash, at)
  redis.call('ZADD', base .. 'sg', at, string.format('%d', n) .. ' ' .. hash)
  history_due(at)
end
