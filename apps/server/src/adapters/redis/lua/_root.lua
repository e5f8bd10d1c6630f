--- include: _first
--- include: _cold
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

-- How a root is brought here from its block: for a minute, or, where a thread begins, as any message that changes.
local root_use = 'root'
local function root_entry()
  local found = redis.call('XRANGE', home .. 'l', root_seq .. '-0', root_seq .. '-0')
  local entry = found[1] and found[1][2][2] or redis.call('HGET', home .. 'o', 'z' .. root_seq)
  if entry then return entry end
  local own = base
  base = home
  local is_in_block = is_cold(root_seq)
  base = own
  if not is_in_block then return nil end
  entry = root_use == 'root' and redis.call('GET', home .. 'zr:' .. root_seq)
  if not entry then error({ err = 'COLD ' .. root_use .. ' ' .. home .. ' ' .. root_seq }) end
  return entry
end

local function is_root_there(member)
  local facts = redis.call('HMGET', home .. 'c', 'q', 'l', 'sj')
  if not facts[1] or root_seq > tonumber(facts[1]) or root_seq < first_for(member, facts[2], facts[3]) then return false end
  if redis.call('HEXISTS', base .. 'c', 'e') == 1 then return true end
  local entry = root_entry()
  return entry and word_of(entry) == string.sub(thread, -7)
end

-- Whether the conversation is there.
local function is_there()
  if not thread then return redis.call('EXISTS', KEYS[1]) == 1 end
  return is_root_there(nil)
end
