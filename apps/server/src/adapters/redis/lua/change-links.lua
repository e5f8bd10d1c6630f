--- include: _change
--- include: _owe
--- include: _files
--- include: _files_due
-- Puts previews of its links below a message (nobody asks: the user id is ''), or takes them away for good.
-- KEYS  …, and those of _owe, the last of which is due   ARGV, from 9 on  what is kept of the links as JSON, the same as the wire has it, content in which they were found, in JSON in brackets
-- ('' for taking away), id of the record
-- Answer  also { 'stale' }, { 'file-taken' }, { 'file-unheld' }; …, '1' where it was another's.   Atomic, idempotent.   Cost: O(links).
local function lacking(some, others)
  local found = {}
  for _, one in ipairs(some) do
    local is_there = false
    for _, other in ipairs(others) do is_there = is_there or other[1] == one[1] end
    if not is_there then found[#found + 1] = one end
  end
  return found
end

if overlay.d then return { 'no-message' } end
local author = redis.call('HGET', base .. 'a', string.sub(entry, 1, 3))
if ARGV[11] == '' then
  if not may_touch() then return { 'not-yours' } end
elseif overlay.k == '"off"' or (overlay.c or content_of(entry)) ~= cjson.decode(ARGV[11])[1] then
  return { 'stale' }
end
if (overlay.k or '[]') == ARGV[9] then return unchanged() end
local before, after = pictures_in(overlay.k), pictures_in(ARGV[9])
local gone, new = lacking(before, after), lacking(after, before)
local refusal = refusal_to_claim(new)
if refusal then return { refusal } end
touch_files()
local is_others = uid ~= '' and author ~= uid
if is_others then owe_of_room(uid, 'message:links', { user = author, seq = thread and root_seq or tonumber(seq) }) end
claim_pictures(seq, new)
if release(gone) then files_due(now_ms()) end
overlay.k = ARGV[9] ~= '[]' and ARGV[9] or nil
local answer = changed('links', '"links":' .. ARGV[10])
answer[6] = is_others and '1' or '0'
return answer
