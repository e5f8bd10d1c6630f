--- include: _conversation
-- Calls by edits: who was named first by a change of a message, which she may have read before. [LOG-17]
-- `y`: a person's id -> JSON, seq -> rev of that change, 0 once she has had the call: naming her again calls no second time.
local function calls_of(uid)
  local json = redis.call('HGET', base .. 'y', uid)
  return json and cjson.decode(json) or {}
end

-- Keeps `most` of them: those that she has had go first, then the oldest.
local function keep_calls(uid, calls, most)
  local seqs = {}
  for seq in pairs(calls) do seqs[#seqs + 1] = seq end
  if #seqs == 0 then
    redis.call('HDEL', base .. 'y', uid)
    return
  end
  table.sort(seqs, function(a, b)
    if calls[a] ~= calls[b] then return calls[a] > calls[b] end
    return tonumber(a) > tonumber(b)
  end)
  for n = tonumber(most) + 1, #seqs do calls[seqs[n]] = nil end
  redis.call('HSET', base .. 'y', uid, cjson.encode(calls))
end

-- How many she has not had, in messages up to `read` and, where it is given, from `first` on: those after it are counted as unread mentions.
local function waiting_calls(uid, read, first)
  local count = 0
  for seq, rev in pairs(calls_of(uid)) do
    if rev > 0 and tonumber(seq) <= read and tonumber(seq) >= (first or 1) then count = count + 1 end
  end
  return count
end
