--- include: _reactions
--- include: _votes
--- include: _entries
-- Rows { rev, id, kind, seq or '', overlay as JSON or '' (where it is in a block), reactions, votes, entry of a poll or '' } of the changes after `rev`.
local function changes_after(rev, limit)
  local rows = {}
  local entries = redis.call('XRANGE', base .. 'h', (rev + 1) .. '-0', '+', 'COUNT', limit)
  for n, entry in ipairs(entries) do
    local fields = entry[2]
    local seq = fields[6]
    local overlay_json = seq ~= '' and redis.call('HGET', base .. 'o', seq) or ''
    local overlay = overlay_json ~= '' and cjson.decode(overlay_json) or nil
    rows[n] = { string.match(entry[1], '^%d+'), fields[4], fields[2], seq, overlay_json, reactions_of(seq, overlay, ''),
      votes_of(seq, overlay, ''), fields[2] == 'poll' and look_at_entry(seq) or '' }
    -- What became of a message went into its block with it.
    if seq ~= '' and not overlay and is_cold(seq) then note_cold(seq) end
  end
  return rows
end

-- The id of the change at `rev`; '' where none is held any more.
local function change_at(rev)
  local found = redis.call('XRANGE', base .. 'h', rev .. '-0', rev .. '-0')
  return found[1] and found[1][2][4] or ''
end
