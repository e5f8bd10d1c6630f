--- include: _conversation
-- Messages that were sealed: those up to `co` of the facts (and from the first that exists on), but for those that stand in `o` (`z<seq>`) again, lie in blocks of `cw` messages elsewhere. Key `sb`: number of a
-- block → hash of its bytes.
local sealed = {}
local function sealed_here()
  if not sealed[base] then
    local facts = redis.call('HMGET', base .. 'c', 'co', 'cw', 'l')
    sealed[base] = { tonumber(facts[1] or '0'), tonumber(facts[2] or '1'), tonumber(facts[3] or '1') }
  end
  return sealed[base]
end

-- Of a message that is not here: whether it lies in a block.
local function is_cold(seq)
  local here = sealed_here()
  return tonumber(seq) <= here[1] and tonumber(seq) >= here[3]
end

local function block_of(seq) return math.floor((tonumber(seq) - 1) / sealed_here()[2]) end

-- Blocks that the answer cannot do without: number and hash of each. The adapter reads them, and fills in what lies there.
local noted, cold = {}, {}
local function note_cold(seq)
  local n = block_of(seq)
  if noted[n] then return end
  noted[n] = true
  cold[#cold + 1] = { string.format('%d', n), redis.call('HGET', base .. 'sb', string.format('%d', n)) or '' }
end
