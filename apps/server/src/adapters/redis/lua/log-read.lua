--- include: _entries
--- include: _authors
-- A part of a log with all that hangs on its messages, for whoever copies it.
-- KEYS  c   ARGV  seq and rev after which it is read ('' for the rev: nothing was read yet), messages at most, bytes at most, then numbers of messages to read besides
-- Answer  { epoch, seq and rev of the head, first number, messages after seq, seq up to which these are all, messages up to seq that were changed after rev, rev up to which these are
--       all, '1' where so many were changed since that nothing says which, authors }, or nothing where there is no such conversation. A message:
--       { seq, entry, overlay as JSON or '', emoji and who reacted with the rev, for each; who chose with the rev, for each option; what it said before; rev of its pin or '' }.
--       Of what lies in a block there is { seq, '' }; the last of the answer names these blocks: number and hash of each.   Cost: O(limit and what hangs on it).
local facts = redis.call('HMGET', KEYS[1], 'e', 'q', 'r', 'l')
if not facts[1] or redis.call('HGET', home .. 'c', 'v') == 'ended' then return false end
local head, rev, first = tonumber(facts[2]), tonumber(facts[3]), tonumber(facts[4] or '1')
local after, limit, budget = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4])
local o = base .. 'o'
local authors = {}
local function row_of(text, entry, json)
  note_authors(entry, authors)
  budget = budget - #entry - #json - 50
  if json == '' then return { text, entry, '' } end
  local overlay = cjson.decode(json)
  local reactions, votes = {}, {}
  for n, emoji in ipairs(overlay.x or {}) do
    reactions[n] = { emoji, redis.call('ZRANGE', base .. 'x:' .. text .. ':' .. emoji, 0, -1, 'WITHSCORES') }
    budget = budget - 60 * #reactions[n][2]
  end
  for n = 0, (overlay.v or 0) - 1 do
    votes[n + 1] = redis.call('ZRANGE', base .. 'x:' .. text .. ':#' .. n, 0, -1, 'WITHSCORES')
    budget = budget - 60 * #votes[n + 1]
  end
  local former = overlay.n and redis.call('LRANGE', base .. 'n:' .. text, 0, -1) or {}
  for _, said in ipairs(former) do budget = budget - #said end
  return { text, entry, json, reactions, votes, former, overlay.p and redis.call('ZSCORE', base .. 'pi', text) or '' }
end
local function cold_row(seq)
  note_cold(seq)
  budget = budget - 400
  return { string.format('%d', seq), '' }
end
local function row_at(text)
  local entry = look_at_entry(text)
  if entry == '' then return cold_row(tonumber(text)) end
  return entry and row_of(text, entry, redis.call('HGET', o, text) or '')
end

local rows, reached = {}, after
local from = math.max(after + 1, first)
local to = math.min(head, from + limit - 1)
if from <= to then
  local entries = redis.call('XRANGE', base .. 'l', from .. '-0', to .. '-0')
  local overlays = {}
  if redis.call('EXISTS', o) == 1 then
    local names = {}
    for seq = from, to do names[#names + 1] = string.format('%d', seq) end
    overlays = redis.call('HMGET', o, unpack(names))
  end
  local at = 1
  for seq = from, to do
    if budget <= 0 then break end
    local text = string.format('%d', seq)
    local entry
    if entries[at] and entries[at][1] == text .. '-0' then
      entry = entries[at][2][2]
      at = at + 1
    else
      entry = redis.call('HGET', o, 'z' .. text)
    end
    if entry then
      rows[#rows + 1] = row_of(text, entry, overlays[seq - from + 1] or '')
    elseif is_cold(seq) then
      rows[#rows + 1] = cold_row(seq)
    end
    reached = seq
  end
end
if reached + 1 < first then reached = first - 1 end
if from > head then reached = head end

local changed, reached_rev, forgotten = {}, rev, '0'
if ARGV[2] ~= '' and tonumber(ARGV[2]) < rev then
  local oldest = redis.call('XRANGE', base .. 'h', '-', '+', 'COUNT', 1)[1]
  if not oldest or tonumber(string.match(oldest[1], '^%d+')) > tonumber(ARGV[2]) + 1 then
    forgotten = '1'
    reached_rev = tonumber(ARGV[2])
  else
    local changes = redis.call('XRANGE', base .. 'h', (tonumber(ARGV[2]) + 1) .. '-0', '+', 'COUNT', limit)
    local is_known = {}
    for _, change in ipairs(changes) do
      if budget <= 0 then break end
      reached_rev = tonumber(string.match(change[1], '^%d+'))
      local seq = change[2][6]
      if seq and seq ~= '' and not is_known[seq] and tonumber(seq) <= after and tonumber(seq) >= first then
        is_known[seq] = true
        local row = row_at(seq)
        if row then changed[#changed + 1] = row end
      end
    end
    if #changes == 0 then reached_rev = rev end
  end
end
for n = 5, #ARGV do
  local row = tonumber(ARGV[n]) >= first and row_at(ARGV[n])
  if row then changed[#changed + 1] = row end
end
return { facts[1], string.format('%d', head), string.format('%d', rev), string.format('%d', first), rows, string.format('%d', reached), changed, string.format('%d', reached_rev), forgotten, authors_of(authors), cold }
