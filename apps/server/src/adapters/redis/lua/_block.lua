--- include: _cold
-- What stands here of the messages of a block: rows { seq, entry, overlay as JSON or '', '1' where the stream has it }, and a hash of all of that: it is another one as soon as any of them is, since whatever
-- happens to a message is counted in its overlay.
local function rows_here(from, to)
  local rows, said = {}, {}
  if from > to then return rows, '' end
  local entries = redis.call('XRANGE', base .. 'l', string.format('%d', from) .. '-0', string.format('%d', to) .. '-0')
  local names, kept = {}, {}
  if redis.call('EXISTS', base .. 'o') == 1 then
    for seq = from, to do
      names[#names + 1] = string.format('%d', seq)
      names[#names + 1] = 'z' .. string.format('%d', seq)
    end
    kept = redis.call('HMGET', base .. 'o', unpack(names))
  end
  local at = 1
  for seq = from, to do
    local text = string.format('%d', seq)
    local entry, is_streamed = nil, ''
    if entries[at] and entries[at][1] == text .. '-0' then
      entry, is_streamed = entries[at][2][2], '1'
      at = at + 1
    else
      entry = kept[2 * (seq - from) + 2]
    end
    if entry then
      local overlay = kept[2 * (seq - from) + 1] or ''
      rows[#rows + 1] = { text, entry, overlay, is_streamed }
      said[#said + 1] = text .. ' ' .. #entry .. ' ' .. entry .. overlay
    end
  end
  return rows, redis.sha1hex(table.concat(said, '\n'))
end

-- Emoji, and `#` with the options of a poll, that somebody has chosen.
local function marks_in(overlay)
  local marks = {}
  for _, emoji in ipairs(overlay.x or {}) do marks[#marks + 1] = emoji end
  for n = 0, (overlay.v or 0) - 1 do marks[#marks + 1] = '#' .. n end
  return marks
end
