--- level: 2
--- include: _entries
--- include: _block
--- include: _fold
-- A block has bytes in the store of blocks, whole and read back: from now on they stand for its messages, and those leave the memory. Of a block that was sealed already these bytes replace the others.
-- KEYS  c, l, o, d, e, due   ARGV  number, messages of a block where none is sealed yet, epoch, hash of the bytes before or '', hash of the bytes, hash of what stood here (block-read), how far behind the head its
--       last message has to be, when bytes that it names no more go (ms from now), then of each message that it holds for the first time the word by which a repeat is known
-- Answer  'set', 'already', or 'moved' where anything is not as it was read, or is not to be sealed yet.   Atomic; a repeat changes nothing.   Cost: O(messages of a block).
-- Pinned messages and roots of threads stay here besides (o): scripts look at them.
local head = redis.call('HMGET', KEYS[1], 'e', 'q', 'l', 'co', 'cw')
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
local rows, said = rows_here(from, to)
if said ~= ARGV[6] then return 'moved' end
-- All keys are touched before the first write: where one of them is being migrated, the script ends here.
touch_blocks()
local has_threads = redis.call('EXISTS', base .. 'th') == 1
local gone, kept, fields = {}, {}, {}
for _, row in ipairs(rows) do
  local overlay = row[3] ~= '' and cjson.decode(row[3]) or {}
  if overlay.p or (has_threads and redis.call('HEXISTS', base .. 'th', row[1]) == 1) then
    if row[4] == '1' then kept[#kept + 1] = row end
  else
    fields[#fields + 1] = row[1]
    fields[#fields + 1] = 'z' .. row[1]
    for _, mark in ipairs(marks_in(overlay)) do gone[#gone + 1] = base .. 'x:' .. row[1] .. ':' .. mark end
    if overlay.n then gone[#gone + 1] = base .. 'n:' .. row[1] end
  end
end
for _, key in ipairs(gone) do redis.call('EXISTS', key) end
-- A repeat of what is sealed is answered without its entry.
for key = 4, 5 do
  local known = #ARGV > 8 and redis.call('EXISTS', KEYS[key]) == 1 and redis.call('HMGET', KEYS[key], unpack(ARGV, 9)) or {}
  for n, seq in ipairs(known) do
    if seq == rows[n][1] then redis.call('HSET', KEYS[key], ARGV[8 + n], seq .. ' ' .. without_content(rows[n][2])) end
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
