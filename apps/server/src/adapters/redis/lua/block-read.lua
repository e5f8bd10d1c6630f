--- include: _block
--- include: _authors
-- What a block is made of, as it is now. Of one that is sealed only those messages that stand here again: the others are in its bytes.
-- KEYS  c   ARGV  number of the block, or '' for the next that is to be sealed; messages of a block where none is sealed yet
-- Answer  { epoch, number, seq of its first message that exists, of its last, head, hash of its bytes or '', hash of what stands here, rows { seq, entry, overlay as JSON or '', marks { mark, users with the rev
-- of each }, former texts }, authors, messages of a block }, or nothing where there is no conversation.   Cost: O(messages of a block).
local head = redis.call('HMGET', KEYS[1], 'e', 'q', 'l', 'co', 'cw')
if not head[1] then return false end
local width = tonumber(head[5] or ARGV[2])
local first = tonumber(head[3] or '1')
local number = tonumber(ARGV[1]) or math.floor(math.max(tonumber(head[4] or '0'), first - 1) / width)
local from, to = math.max(first, number * width + 1), number * width + width
local rows, said = rows_here(from, math.min(to, tonumber(head[2])))
local authors = {}
for n, row in ipairs(rows) do
  note_authors(row[2], authors)
  local overlay = row[3] ~= '' and cjson.decode(row[3]) or {}
  local marks = {}
  for at, mark in ipairs(marks_in(overlay)) do
    marks[at] = { mark, redis.call('ZRANGE', base .. 'x:' .. row[1] .. ':' .. mark, 0, -1, 'WITHSCORES') }
  end
  row[4] = marks
  row[5] = overlay.n and redis.call('LRANGE', base .. 'n:' .. row[1], 0, -1) or {}
end
return { head[1], string.format('%d', number), string.format('%d', from), string.format('%d', to), head[2],
  redis.call('HGET', base .. 'sb', string.format('%d', number)) or '', said, rows, authors_of(authors), width }
