--- include: _change
-- Gives a message another content.   ARGV, from 9 on  content as JSON in brackets, ids of mentioned users (spaces between)
-- Who was called before is not called again; who is named no longer does not count.   Cost: O(mentions).
if overlay.d then return { 'no-message' } end
if not may_touch() then return { 'not-yours' } end
local content = cjson.decode(ARGV[9])[1]
if (overlay.c or content_of(entry)) == content then return unchanged() end
local called, named, is_named = called_by(entry, overlay), {}, {}
for other in string.gmatch(ARGV[10], '%S+') do
  if redis.call('HGET', KEYS[2], other) then
    named[#named + 1] = other
    is_named[other] = true
  end
end
-- Dynamic keys are touched before the first write: where one of them is being migrated, the script ends here.
for _, other in ipairs(called) do redis.call('EXISTS', base .. '@' .. other) end
for _, other in ipairs(named) do redis.call('EXISTS', base .. '@' .. other) end
for _, other in ipairs(called) do
  if not is_named[other] then redis.call('ZREM', base .. '@' .. other, seq) end
end
for _, other in ipairs(named) do
  redis.call('ZADD', base .. '@' .. other, seq, seq)
  redis.call('ZREMRANGEBYRANK', base .. '@' .. other, 0, -101)
end
local said = ''
if #called + #named > 0 then
  overlay.m = table.concat(named, ' ')
  said = ',"mentions":[' .. (#named > 0 and '"' .. table.concat(named, '","') .. '"' or '') .. ']'
end
overlay.c = content
overlay.e = tonumber(at)
return changed('edit', '"content":' .. string.sub(ARGV[9], 2, -2) .. ',"edited":' .. at .. said)
