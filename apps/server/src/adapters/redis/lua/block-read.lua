--- include: _block
--- include: _authors
-- What a block is made of, as it is now, a part of it. Of one that is sealed only those messages that stand here again: the others are in its bytes.
-- KEYS  c   ARGV  number of the block, or '' for the next that is to be sealed; messages of a block where none is sealed yet; the first of them that is read, from 0; how many
-- Answer  { epoch, number, seq of its first message that exists, of its last, head, hash of its bytes or '', rev and id of the conversation's last change, rows { seq, entry, overlay as JSON or '', marks { mark, users
-- with the rev of each }, former texts, '1' where the stream has it }, authors, messages of a block }, or nothing where there is no conversation.   Cost: O(messages that are read), some 4 us each.
local head = redis.call('HMGET', KEYS[1], 'e', 'q', 'l', 'co', 'cw', 'r', 'x')
if not head[1] then return false end
local width = tonumber(head[5] or ARGV[2])
local first = tonumber(head[3] or '1')
local number = tonumber(ARGV[1]) or math.floor(math.max(tonumber(head[4] or '0'), first - 1) / width)
local from, to = math.max(first, number * width + 1), number * width + width
local begin = number * width + 1 + tonumber(ARGV[3])
local rows = rows_here(math.max(from, begin), math.min(to, tonumber(head[2]), begin + tonumber(ARGV[4]) - 1))
local authors = {}
for _, row in ipairs(rows) do
  note_authors(row[2], authors)
  local marks = {}
  row[4], row[5], row[6] = marks, {}, row[4]
  if row[3] ~= '' then
    local overlay = cjson.decode(row[3])
    for at, mark in ipairs(marks_in(overlay)) do
      marks[at] = { mark, redis.call('ZRANGE', base .. 'x:' .. row[1] .. ':' .. mark, 0, -1, 'WITHSCORES') }
    end
    if overlay.n then row[5] = redis.call('LRANGE', base .. 'n:' .. row[1], 0, -1) end
  end
end
return { head[1], string.format('%d', number), string.format('%d', from), string.format('%d', to), head[2],
  redis.call('HGET', base .. 'sb', string.format('%d', number)) or '', (head[6] or '0') .. ' ' .. (head[7] or ''), rows, authors_of(authors), width }
