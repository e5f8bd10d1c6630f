--- include: _first
-- Of a thread: whether the message that its id names exists, for somebody (her value in `m`, if any). The id ends with the beginning of the message's own: what stands
-- under the number in another life of the log is the root of another thread. Once something was said in the thread, its root was there in this life.
local letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
local function word_of(entry)
  local at = 5 + 3 * string.byte(entry, 4)
  if string.byte(entry, at + 1) % 2 == 1 then
    -- As text it has its prefix.
    local id = string.sub(entry, at + 3, at + 2 + string.byte(entry, at + 2))
    return string.sub(string.sub(id, 3) .. '_______', 1, 7)
  end
  local word = ''
  for from = at + 2, at + 5, 3 do
    local bits = struct.unpack('>I3', entry, from)
    for shift = 18, 0, -6 do
      local index = bit.band(bit.rshift(bits, shift), 63)
      word = word .. string.sub(letters, index + 1, index + 1)
    end
  end
  return string.sub(word, 1, 7)
end

local function is_root_there(member)
  local facts = redis.call('HMGET', home .. 'c', 'q', 'l', 'sj')
  if not facts[1] or root_seq > tonumber(facts[1]) or root_seq < first_for(member, facts[2], facts[3]) then return false end
  if redis.call('HEXISTS', base .. 'c', 'e') == 1 then return true end
  local found = redis.call('XRANGE', home .. 'l', root_seq .. '-0', root_seq .. '-0')
  local entry = found[1] and found[1][2][2] or redis.call('HGET', home .. 'o', 'z' .. root_seq)
  return entry and word_of(entry) == string.sub(thread, -7)
end

-- Whether the conversation is there.
local function is_there()
  if not thread then return redis.call('EXISTS', KEYS[1]) == 1 end
  return is_root_there(nil)
end
