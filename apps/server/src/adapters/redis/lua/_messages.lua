--- include: _authors
--- include: _reactions
--- include: _votes
--- include: _cold
-- Rows { seq, entry, overlay as JSON or '', reactions, votes, thread (see _threads) or '' } from `first` to `last`, until they hold `budget` bytes (the first always fits). What lies in a block has an entry '',
-- and counts as 400 bytes.
local function messages_between(first, last, uid, budget, authors)
  local rows = {}
  if first > last then return rows end
  local entries = redis.call('XRANGE', base .. 'l', first .. '-0', last .. '-0')
  local has_threads = redis.call('EXISTS', base .. 'th') == 1
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
    if not entry and is_cold(seq) then entry = '' end
    if entry then
      budget = budget - (entry == '' and 150 or #entry) - #overlay_json - 250
      if budget < 0 and #rows > 0 then return rows end
      if entry == '' then note_cold(seq) else note_authors(entry, authors) end
      rows[#rows + 1] = { text, entry, overlay_json, reactions_of(text, overlay, uid), votes_of(text, overlay, uid), has_threads and redis.call('HGET', base .. 'th', text) or '' }
    end
  end
  return rows
end
