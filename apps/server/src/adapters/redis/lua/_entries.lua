--- include: _conversation
--- include: _cold
-- Single entries of the log. An entry: author index (3 bytes), number of mentions (1), their indexes (3 each), length of the
-- header (1), header, parts (where the header's first byte has 32: length in 3 bytes, and they), content. A deleted message has left the stream; its entry without content is the overlay's field `z<seq>`.

-- '' where it lies in a block, which is noted.
local function look_at_entry(seq)
  local found = redis.call('XRANGE', base .. 'l', seq .. '-0', seq .. '-0')
  if found[1] then return found[1][2][2] end
  local kept = redis.call('HGET', base .. 'o', 'z' .. seq)
  if kept or not is_cold(seq) then return kept end
  note_cold(seq)
  return ''
end

-- Where it lies in a block the script ends, before its first write: the adapter brings it here (thaw) and asks again.
local function entry_at(seq)
  local entry = look_at_entry(seq)
  if entry == '' then error({ err = 'COLD entry ' .. base .. ' ' .. seq }) end
  return entry
end

-- Ids of those whom a message calls: since an edit the overlay says it, else the entry.
local function called_by(entry, overlay)
  local ids = {}
  if overlay.m then
    for id in string.gmatch(overlay.m, '%S+') do ids[#ids + 1] = id end
    return ids
  end
  for n = 0, string.byte(entry, 4) - 1 do
    local author = redis.call('HGET', base .. 'a', string.sub(entry, 5 + 3 * n, 7 + 3 * n))
    if author then ids[#ids + 1] = author end
  end
  return ids
end

-- Whether the entry has this id, as the adapter packs it (after the header's length and flags).
local function has_id(entry, packed_id)
  if not entry then return packed_id == '' end
  local at = 7 + 3 * string.byte(entry, 4)
  return packed_id ~= '' and string.sub(entry, at, at + #packed_id - 1) == packed_id
end

local function content_of(entry)
  local at = 5 + 3 * string.byte(entry, 4)
  local has_parts = bit.band(string.byte(entry, at + 1), 32) ~= 0
  at = at + 1 + string.byte(entry, at)
  if has_parts then at = at + 3 + struct.unpack('>I3', entry, at) end
  return string.sub(entry, at)
end

-- What stays of an entry whose message is gone: who wrote it and its header.
local function without_content(entry)
  local at = 5 + 3 * string.byte(entry, 4)
  return string.sub(entry, 1, 3) .. '\0' .. string.sub(entry, at, at + string.byte(entry, at))
end
