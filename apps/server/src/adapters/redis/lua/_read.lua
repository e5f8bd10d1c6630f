-- Reading ranges of the log. An entry: author index (3 bytes), number of mentions (1), their indexes (3 each), length of the
-- header (1), header, content. A deleted message has left the stream; its entry without content is the overlay's field `z<seq>`.

local function note_authors(entry, authors)
  authors[string.sub(entry, 1, 3)] = true
  local mentions = string.byte(entry, 4)
  for n = 0, mentions - 1 do authors[string.sub(entry, 5 + 3 * n, 7 + 3 * n)] = true end
end

-- Pairs of index and author for what `note_authors` has noted.
local function authors_of(authors)
  local indexes = {}
  for index in pairs(authors) do indexes[#indexes + 1] = index end
  local found = {}
  for n = 1, #indexes do
    found[#found + 1] = indexes[n]
    found[#found + 1] = redis.call('HGET', base .. 'a', indexes[n])
  end
  return found
end

-- Per emoji: emoji, count, whether `uid` is among them, at most 20 of them by age.
local function reactions_of(seq, overlay, uid)
  local rows = {}
  if not overlay or not overlay.x then return rows end
  for n, emoji in ipairs(overlay.x) do
    local key = base .. 'x:' .. seq .. ':' .. emoji
    local mine = 0
    if uid ~= '' and redis.call('ZSCORE', key, uid) then mine = 1 end
    rows[n] = { emoji, redis.call('ZCARD', key), mine, redis.call('ZRANGE', key, 0, 19) }
  end
  return rows
end

-- Rows { seq, entry, overlay as JSON or '', reactions } from `first` to `last`, until they hold `budget` bytes (the first always fits).
local function messages_between(first, last, uid, budget, authors)
  local rows = {}
  if first > last then return rows end
  local entries = redis.call('XRANGE', base .. 'l', first .. '-0', last .. '-0')
  local has_overlay = redis.call('EXISTS', base .. 'o') == 1
  local at = 1
  for seq = first, last do
    local text = tostring(seq)
    local entry = nil
    if entries[at] and entries[at][1] == text .. '-0' then
      entry = entries[at][2][2]
      at = at + 1
    end
    local overlay_json = has_overlay and redis.call('HGET', base .. 'o', text) or ''
    local overlay = overlay_json ~= '' and cjson.decode(overlay_json) or nil
    if not entry then entry = redis.call('HGET', base .. 'o', 'z' .. text) end
    if entry then
      budget = budget - #entry - #overlay_json - 250
      if budget < 0 and #rows > 0 then return rows end
      note_authors(entry, authors)
      rows[#rows + 1] = { text, entry, overlay_json, reactions_of(text, overlay, uid) }
    end
  end
  return rows
end

-- Rows { rev, id, kind, seq or '', overlay as JSON or '', reactions } of the changes after `rev`.
local function changes_after(rev, limit)
  local rows = {}
  local entries = redis.call('XRANGE', base .. 'h', (rev + 1) .. '-0', '+', 'COUNT', limit)
  for n, entry in ipairs(entries) do
    local fields = entry[2]
    local seq = fields[6]
    local overlay_json = seq ~= '' and redis.call('HGET', base .. 'o', seq) or ''
    local overlay = overlay_json ~= '' and cjson.decode(overlay_json) or nil
    rows[n] = { string.match(entry[1], '^%d+'), fields[4], fields[2], seq, overlay_json, reactions_of(seq, overlay, '') }
  end
  return rows
end

local function entry_at(seq)
  local found = redis.call('XRANGE', base .. 'l', seq .. '-0', seq .. '-0')
  if found[1] then return found[1][2][2] end
  return redis.call('HGET', base .. 'o', 'z' .. seq)
end

-- The id of the change at `rev`; '' where none is held any more.
local function change_at(rev)
  local found = redis.call('XRANGE', base .. 'h', rev .. '-0', rev .. '-0')
  return found[1] and found[1][2][4] or ''
end

-- Whether the entry has this id, as the adapter packs it (after the header's length and flags).
local function has_id(entry, packed_id)
  if not entry then return packed_id == '' end
  local at = 7 + 3 * string.byte(entry, 4)
  return packed_id ~= '' and string.sub(entry, at, at + #packed_id - 1) == packed_id
end
