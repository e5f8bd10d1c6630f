--- level: 2
--- include: _entries
--- include: _block
--- include: _fold
-- A block has bytes in the store of blocks, whole and read back: from now on they stand for its messages, and those leave the memory. Of a block that was sealed already these bytes replace the others.
-- KEYS  c, l, o, d, e, due   ARGV  number, messages of a block where none is sealed yet, epoch, hash of the bytes before or '', hash of the bytes, hash of what stood here (_block), how far behind the head its
--       last message has to be, when bytes that it names no more go (ms from now), seq of its first message that exists, rev and id of the conversation's last change when all of it was read in one and the same state
--       of the log ('' where it was not, or was long ago: then all that stands here is compared), how many messages something had happened to, their seqs, then of each message that it holds for the first time the
--       word by which a repeat is known
-- Answer  'set', 'already', or 'moved' where anything is not as it was read, or is not to be sealed yet.   Atomic; a repeat changes nothing.   Cost: O(messages of a block): 1 us each where nothing was changed in the conversation since, else 6.
-- Pinned messages and roots of threads stay here besides (o): scripts look at them.
local head = redis.call('HMGET', KEYS[1], 'e', 'q', 'l', 'co', 'cw', 'r', 'x')
local number, width = tonumber(ARGV[1]), tonumber(head[5] or ARGV[2])
if not head[1] or width ~= tonumber(ARGV[2]) then return 'moved' end
local sealed_to, first = tonumber(head[4] or '0'), tonumber(head[3] or '1')
local from, to = math.max(first, number * width + 1), number * width + width
local named = redis.call('HGET', base .. 'sb', ARGV[1]) or ''
if named == ARGV[5] then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'cw', ARGV[2])
  return 'already'
end
if head[1] ~= ARGV[3] or named ~= ARGV[4] or to < first then return 'moved' end
if named == '' and (from ~= math.max(first, sealed_to + 1) or tonumber(head[2]) - to < tonumber(ARGV[7])) then return 'moved' end
if from ~= tonumber(ARGV[9]) then return 'moved' end
local words_at = 12 + tonumber(ARGV[11])
local has_words = #ARGV >= words_at
-- Whatever happens to a message is a change of the conversation; a trim moves `from`.
local is_known = named == '' and ARGV[10] ~= '' and (head[6] or '0') .. ' ' .. (head[7] or '') == ARGV[10]
local rows
if not is_known then
  rows = rows_here(from, to)
  if hash_of(rows) ~= ARGV[6] then return 'moved' end
end
-- All keys are touched before the first write: where one of them is being migrated, the script ends here.
touch_blocks()
local roots = {}
if redis.call('EXISTS', base .. 'th') == 1 then
  local texts = {}
  for seq = from, to do texts[#texts + 1] = string.format('%d', seq) end
  for n, thread in ipairs(redis.call('HMGET', base .. 'th', unpack(texts))) do
    if thread then roots[texts[n]] = true end
  end
end
if is_known then
  local texts, is_listed = {}, {}
  for n = 12, words_at - 1 do
    texts[#texts + 1] = ARGV[n]
    is_listed[ARGV[n]] = true
  end
  for root in pairs(roots) do
    if not is_listed[root] then texts[#texts + 1] = root end
  end
  rows = rows_at(texts)
end
local gone, kept, fields = {}, {}, {}
for _, row in ipairs(rows) do
  local overlay = row[3] ~= '' and cjson.decode(row[3]) or {}
  if overlay.p or roots[row[1]] then
    if row[4] == '1' then kept[#kept + 1] = row end
  elseif row[3] ~= '' or row[4] == '' then
    fields[#fields + 1] = row[1]
    fields[#fields + 1] = 'z' .. row[1]
    for _, mark in ipairs(marks_in(overlay)) do gone[#gone + 1] = base .. 'x:' .. row[1] .. ':' .. mark end
    if overlay.n then gone[#gone + 1] = base .. 'n:' .. row[1] end
  end
end
for _, key in ipairs(gone) do redis.call('EXISTS', key) end
-- A repeat of what is sealed is answered without its entry. There is a word for each message from `from` on.
for key = 4, 5 do
  local known = has_words and redis.call('EXISTS', KEYS[key]) == 1 and redis.call('HMGET', KEYS[key], unpack(ARGV, words_at)) or {}
  for n, seq in ipairs(known) do
    if seq and seq == string.format('%d', from + n - 1) then
      local entry = redis.call('XRANGE', KEYS[2], seq .. '-0', seq .. '-0')[1]
      local said = entry and entry[2][2] or redis.call('HGET', KEYS[3], 'z' .. seq)
      if said then redis.call('HSET', KEYS[key], ARGV[words_at + n - 1], seq .. ' ' .. without_content(said)) end
    end
  end
end
for _, row in ipairs(kept) do redis.call('HSET', KEYS[3], 'z' .. row[1], row[2]) end
if #fields > 0 then redis.call('HDEL', KEYS[3], unpack(fields)) end
for _, key in ipairs(gone) do redis.call('UNLINK', key) end
redis.call('HSET', base .. 'sb', ARGV[1], ARGV[5])
redis.call('ZREM', base .. 'st', ARGV[1])
if named == '' then
  redis.call('HSET', KEYS[1], 'co', string.format('%d', to), 'cw', ARGV[2])
  redis.call('XTRIM', KEYS[2], 'MINID', '=', string.format('%d', to + 1) .. '-0')
else
  free_at(number, named, now_ms() + tonumber(ARGV[8]))
end
return 'set'
