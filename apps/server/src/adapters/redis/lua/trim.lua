--- include: _announce
--- include: _entries
--- include: _calls
--- include: _files
--- include: _files_due
--- include: _fold
-- Takes away what is before a number, and all that hangs on it; announces it.
-- KEYS  c, a, l, o, y, due   ARGV  first number that is to exist, calls kept of each person; of blocks that lie before that: number=hash of each, spaces between; their messages on which something hangs; when their bytes go (ms from now);
--       for retention: 'retain', and the room's own days and number of messages, each or '', by which that was decided; until when it counts that nobody of whom there is something is held (ms, the shard's clock)
-- Answer  the first number now, or -1 where other blocks lie there, or one of those messages does not stand here; of retention -2 where somebody holds it, its room wants something else by now, or it comes too late.
-- Atomic; it only rises, so repeating it changes nothing. Cost: O(what is taken away).
-- The entry right before the first stays without its content: whoever read up to there is known by its id.
local head = redis.call('HMGET', KEYS[1], 'q', 'l')
head[3] = redis.call('HGET', home .. 'c', 'g') or '0'
if not head[1] then return 0 end
local before = tonumber(head[2] or '1')
if ARGV[6] == 'retain' then
  local place = redis.call('HMGET', home .. 'c', 'f', 'hd')
  local own = place[1] and cjson.decode(place[1]) or {}
  local function said(value) return value and string.format('%d', value) or '' end
  if place[2] or said(own.retentionDays) ~= ARGV[7] or said(own.retentionMessages) ~= ARGV[8] then return -2 end
  if ARGV[9] and now_ms() > tonumber(ARGV[9]) then return -2 end
end
local first = math.min(tonumber(ARGV[1]), tonumber(head[1]) + 1)
if first <= before then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'q', head[1])
  return before
end
local o = KEYS[4]
local width, sealed_to = sealed_here()[2], sealed_here()[1]
local last_block = sealed_to >= before and block_of(math.min(first - 1, sealed_to)) or -1
for n = block_of(before), last_block do
  local text = string.format('%d', n)
  if not string.find(' ' .. (ARGV[3] or '') .. ' ', ' ' .. text .. '=' .. (redis.call('HGET', base .. 'sb', text) or '') .. ' ', 1, true) then return -1 end
end
for seq in string.gmatch(ARGV[4] or '', '%d+') do
  if redis.call('HEXISTS', o, 'z' .. seq) == 0 then return -1 end
end
-- All keys are touched before the first write: where one of them is being migrated, the script ends here.
touch_files()
touch_blocks()
local mentioned, reacted, holding, pictures = {}, {}, {}, {}
local function note(entry)
  if bit.band(string.byte(entry, 6 + 3 * string.byte(entry, 4)), 32) ~= 0 then holding[#holding + 1] = entry end
  for n = 0, string.byte(entry, 4) - 1 do mentioned[string.sub(entry, 5 + 3 * n, 7 + 3 * n)] = true end
end
for _, found in ipairs(redis.call('XRANGE', KEYS[3], '-', (first - 1) .. '-0')) do note(found[2][2]) end
for seq = before, math.min(first - 1, sealed_to) do
  local entry = redis.call('HGET', o, 'z' .. string.format('%d', seq))
  if entry then note(entry) end
end
redis.call('EXISTS', base .. 'pi', base .. 'tw', base .. 'th', base .. 'tz', home .. 'tw')
local twins = {}
local keys, calls_left, unpinned, edited = {}, {}, {}, {}
for index in pairs(mentioned) do
  local author = redis.call('HGET', KEYS[2], index)
  if author then
    keys[#keys + 1] = base .. '@' .. author
    redis.call('EXISTS', keys[#keys])
  end
end
for seq = before, first - 1 do
  local twin = redis.call('HGET', base .. 'tw', string.format('%d', seq))
  if twin then
    local other = thread and home .. 'tw' or string.sub(home, 1, -2) .. string.match(twin, '^%S+') .. ':tw'
    redis.call('EXISTS', other)
    twins[#twins + 1] = { string.format('%d', seq), other, string.match(twin, '%S+$') }
  end
  local overlay = redis.call('HGET', o, string.format('%d', seq))
  overlay = overlay and cjson.decode(overlay) or {}
  -- Whom an edit has called since.
  for called in string.gmatch(overlay.m or '', '%S+') do
    keys[#keys + 1] = base .. '@' .. called
    redis.call('EXISTS', keys[#keys])
    calls_left[called] = calls_left[called] or calls_of(called)
    calls_left[called][string.format('%d', seq)] = nil
  end
  for _, picture in ipairs(pictures_in(overlay.k)) do pictures[#pictures + 1] = picture end
  if overlay.p then unpinned[#unpinned + 1] = string.format('%d', seq) end
  if overlay.n then
    edited[#edited + 1] = base .. 'n:' .. string.format('%d', seq)
    redis.call('EXISTS', edited[#edited])
  end
  for n = 0, (overlay.v or 0) - 1 do
    reacted[#reacted + 1] = base .. 'x:' .. string.format('%d', seq) .. ':#' .. n
    redis.call('EXISTS', reacted[#reacted])
  end
  for _, emoji in ipairs(overlay.x or {}) do
    reacted[#reacted + 1] = base .. 'x:' .. string.format('%d', seq) .. ':' .. emoji
    redis.call('EXISTS', reacted[#reacted])
  end
end
local last = string.format('%d', first - 1)
local kept = without_content(entry_at(last))
if release(pictures) then files_due(now_ms()) end
for _, entry in ipairs(holding) do
  if release_files(entry) then files_due(now_ms()) end
end
for _, key in ipairs(keys) do redis.call('ZREMRANGEBYSCORE', key, '-inf', last) end
for called, calls in pairs(calls_left) do keep_calls(called, calls, ARGV[2]) end
for _, seq in ipairs(unpinned) do redis.call('ZREM', base .. 'pi', seq) end
-- What stands in a thread and in its parent is each by itself from now on. A thread that hangs on what goes is none any more: the sweep takes away what was said there.
for _, twin in ipairs(twins) do
  redis.call('HDEL', base .. 'tw', twin[1])
  redis.call('HDEL', twin[2], twin[3])
end
if not thread and redis.call('EXISTS', base .. 'th') == 1 then
  for seq = before, first - 1 do
    local text = string.format('%d', seq)
    redis.call('HDEL', base .. 'th', text)
    redis.call('ZREM', base .. 'tz', text)
  end
end
for _, key in ipairs(edited) do redis.call('UNLINK', key) end
for _, key in ipairs(reacted) do redis.call('UNLINK', key) end
redis.call('XTRIM', KEYS[3], 'MINID', '=', string.format('%d', first) .. '-0')
for seq = before - 1, first - 1 do
  local text = string.format('%d', seq)
  redis.call('HDEL', o, text, 'z' .. text)
end
redis.call('HSET', o, 'z' .. last, kept)
for n = block_of(before), last_block do
  local text = string.format('%d', n)
  local hash = redis.call('HGET', base .. 'sb', text)
  if n * width + width >= first then
    if hash then fold_at(n, now_ms()) end
  elseif hash then
    redis.call('HDEL', base .. 'sb', text)
    redis.call('ZREM', base .. 'st', text)
    free_at(n, hash, now_ms() + tonumber(ARGV[5]))
  end
end
redis.call('HSET', KEYS[1], 'l', string.format('%d', first))
announce('{"kind":"trimmed","removals":' .. head[3] .. ',"first":' .. string.format('%d', first) .. '}')
return first
