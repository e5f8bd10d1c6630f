--- include: _cold
-- What stands here of the messages of a block: rows { seq, entry, overlay as JSON or '', '1' where the stream has it }.
local function rows_here(from, to)
  local rows = {}
  if from > to then return rows end
  local entries = redis.call('XRANGE', base .. 'l', string.format('%d', from) .. '-0', string.format('%d', to) .. '-0')
  local texts, overlays = {}, {}
  for seq = from, to do texts[#texts + 1] = string.format('%d', seq) end
  local has_overlays = redis.call('EXISTS', base .. 'o') == 1
  if has_overlays then overlays = redis.call('HMGET', base .. 'o', unpack(texts)) end
  -- Entries that the stream does not have.
  local names, kept = {}, {}
  local at = 1
  for _, text in ipairs(texts) do
    if entries[at] and entries[at][1] == text .. '-0' then
      at = at + 1
    elseif has_overlays then
      names[#names + 1] = 'z' .. text
    end
  end
  if #names > 0 then
    for n, entry in ipairs(redis.call('HMGET', base .. 'o', unpack(names))) do kept[names[n]] = entry end
  end
  at = 1
  for n, text in ipairs(texts) do
    local entry, is_streamed = nil, ''
    if entries[at] and entries[at][1] == text .. '-0' then
      entry, is_streamed = entries[at][2][2], '1'
      at = at + 1
    else
      entry = kept['z' .. text]
    end
    if entry then rows[#rows + 1] = { text, entry, overlays[n] or '', is_streamed } end
  end
  return rows
end

-- A hash of them: it is another one as soon as any of them is, since whatever happens to a message is counted in its overlay. The adapter computes the same of what it has read.
local function hash_of(rows)
  local said = {}
  for n, row in ipairs(rows) do said[n] = row[1] .. ' ' .. #row[2] .. ' ' .. row[2] .. row[3] end
  return redis.sha1hex(table.concat(said, '\n'))
end

-- Those of them alone to which something has happened, given by number, and those which the stream does not have: for whoever knows that nothing has happened since these were read.
local function rows_at(texts)
  local rows = {}
  if #texts == 0 then return rows end
  local overlays = redis.call('HMGET', base .. 'o', unpack(texts))
  for n, text in ipairs(texts) do
    local entry = redis.call('XRANGE', base .. 'l', text .. '-0', text .. '-0')[1]
    local kept = not entry and redis.call('HGET', base .. 'o', 'z' .. text)
    if entry or kept then rows[#rows + 1] = { text, entry and entry[2][2] or kept, overlays[n] or '', entry and '1' or '' } end
  end
  return rows
end

-- Emoji, and `#` with the options of a poll, that somebody has chosen.
local function marks_in(overlay)
  local marks = {}
  for _, emoji in ipairs(overlay.x or {}) do marks[#marks + 1] = emoji end
  for n = 0, (overlay.v or 0) - 1 do marks[#marks + 1] = '#' .. n end
  return marks
end
