--- include: _conversation
-- Takes away what is left of a room that has ended, of a thread in one, or of a thread whose root retention has taken; its messages went before (trim), and its threads.
-- KEYS  c, m, n, a, l, o, h, d, e, p, y, s, b, k, w, v, due   ARGV  conversation   Answer  1, or 0 where it has not ended.   Idempotent.   Cost: O(authors).
local head = { redis.call('HGET', home .. 'c', 'v'), redis.call('HGET', KEYS[1], 'ti') }
local is_rootless = thread and (not head[1] or root_seq < tonumber(redis.call('HGET', home .. 'c', 'l') or '1'))
if head[1] ~= 'ended' and not is_rootless then return 0 end
-- All keys are touched before the first write: where one of them is being migrated, the script ends here.
local keys = {}
for _, author in ipairs(redis.call('HKEYS', KEYS[4])) do
  -- The others are indexes, of 3 bytes.
  if #author > 3 or author == '*' then keys[#keys + 1] = base .. '@' .. author end
end
for _, part in ipairs({ 'th', 'tz', 'tw', 'fp', 'pw', 'sb', 'st' }) do keys[#keys + 1] = base .. part end
local bits, bit = tonumber(string.match(head[2] or '0', '^%d+')), 0
local due = {}
while bits > 0 do
  if bits % 2 == 1 then
    keys[#keys + 1] = base .. 't' .. bit
    due[#due + 1] = 'c' .. bit .. ' ' .. ARGV[1]
  end
  bits, bit = math.floor(bits / 2), bit + 1
end
for _, key in ipairs(keys) do redis.call('EXISTS', key) end
for _, name in ipairs(due) do redis.call('ZREM', KEYS[17], name) end
for _, key in ipairs(keys) do redis.call('UNLINK', key) end
for n = 16, 1, -1 do
  -- Of a thread some are its parent's.
  if string.sub(KEYS[n], 1, #base) == base then redis.call('UNLINK', KEYS[n]) end
end
return 1
