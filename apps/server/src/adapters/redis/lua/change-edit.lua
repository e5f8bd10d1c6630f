--- include: _change
--- include: _calls
-- Gives a message another content.   ARGV, from 9 on  content as JSON in brackets, ids of mentioned users (spaces between, `*` for all), calls kept of each, former texts kept
-- Who was called before is not called again; who is named no longer does not count.   Cost: O(mentions).
if overlay.d then return { 'no-message' } end
if not may_touch() then return { 'not-yours' } end
local content = cjson.decode(ARGV[9])[1]
if (overlay.c or content_of(entry)) == content then return unchanged() end
local named, is_named = {}, {}
-- All are called by what was said first, and by no edit.
local calls_all = false
for _, other in ipairs(called_by(entry, overlay)) do calls_all = calls_all or other == '*' end
for other in string.gmatch(ARGV[10], '%S+') do
  if other == '*' and calls_all or redis.call('HGET', KEYS[2], other) then
    named[#named + 1] = other
    is_named[other] = true
  end
end
-- Dynamic keys are touched before the first write: where one of them is being migrated, the script ends here.
local function touch()
  redis.call('EXISTS', base .. 'y', base .. 'n:' .. seq)
  for _, other in ipairs(called_by(entry, overlay)) do redis.call('EXISTS', base .. '@' .. other) end
  for _, other in ipairs(named) do redis.call('EXISTS', base .. '@' .. other) end
end
return in_both(touch, function()
  local called, was_called = called_by(entry, overlay), {}
  for _, other in ipairs(called) do
    was_called[other] = true
    if not is_named[other] then
      redis.call('ZREMRANGEBYSCORE', base .. '@' .. other, seq, seq)
      -- A call that she has not had is as if it had not been; one that she has had stays had.
      if other ~= '*' then
        local calls = calls_of(other)
        if (calls[seq] or 0) > 0 then calls[seq] = nil else calls[seq] = 0 end
        keep_calls(other, calls, ARGV[11])
      end
    end
  end
  for _, other in ipairs(named) do
    -- Nobody calls herself.
    if other ~= uid and other ~= '*' then
      redis.call('ZADD', base .. '@' .. other, seq, seq)
      redis.call('ZREMRANGEBYRANK', base .. '@' .. other, 0, -101)
      local calls = not was_called[other] and calls_of(other)
      if calls and not calls[seq] then
        calls[seq] = rev
        keep_calls(other, calls, ARGV[11])
      end
    end
  end
  local said = ''
  if #called + #named > 0 then
    overlay.m = table.concat(named, ' ')
    local ids = {}
    for _, other in ipairs(named) do
      if other ~= '*' then ids[#ids + 1] = '"' .. other .. '"' end
    end
    said = ',"mentions":[' .. table.concat(ids, ',') .. ']' .. (is_named['*'] and ',"all":true' or '')
  end
  -- Since when it was so: 0 of what it said first.
  redis.call('RPUSH', base .. 'n:' .. seq, cjson.encode({ overlay.c or content_of(entry), overlay.e or 0 }))
  redis.call('LTRIM', base .. 'n:' .. seq, -tonumber(ARGV[12]), -1)
  overlay.n = 1
  overlay.c = content
  overlay.e = tonumber(at)
  return changed('edit', '"content":' .. string.sub(ARGV[9], 2, -2) .. ',"edited":' .. at .. said)
end)
