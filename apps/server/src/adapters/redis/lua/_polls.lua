--- include: _conversation
--- include: _owed_due
-- Polls. Who chose the option n (from 0 on) of one is in `x:SEQ:#n`, as those who reacted are. The overlay has `v`, how many options there are, once somebody has voted or closed it,
-- and `q` 1 where it is closed. `pe`: seq of a poll that ends by itself → when (ms).
local function vote_key(seq, n) return base .. 'x:' .. seq .. ':#' .. n end

-- As it is packed: question (2), options (3), 1 for several (4), 1 for anonymous (5), when it ends or null (6); nil where the message asks nothing.
local function poll_of(entry)
  local at = 5 + 3 * string.byte(entry, 4)
  if bit.band(string.byte(entry, at + 1), 32) == 0 then return nil end
  at = at + 1 + string.byte(entry, at)
  if at > #entry then return nil end
  local length = struct.unpack('>I3', entry, at)
  for _, part in ipairs(cjson.decode(string.sub(entry, at + 3, at + 2 + length))) do
    if part[1] == 'p' then return part end
  end
end

local function polls_due(at)
  local id = string.match(KEYS[1], '}([^:]+):') or string.match(KEYS[1], '{(.-)}')
  owed_due(base .. 't9', 'o9 ' .. id, math.max(at, now_ms()))
end

-- In the step of an append.
local function note_end(seq, poll)
  local ends = tonumber(poll[6])
  if not ends then return end
  redis.call('ZADD', base .. 'pe', ends, seq)
  polls_due(ends)
end
