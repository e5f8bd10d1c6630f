--- include: _change
--- include: _calls
-- Takes a message's content away, and all that hangs on it; its number stays.   Cost: O(emoji and mentions).
if not may_touch() then return { 'not-yours' } end
if overlay.d then return unchanged() end
-- Dynamic keys are touched before the first write: where one of them is being migrated, the script ends here.
for _, emoji in ipairs(overlay.x or {}) do redis.call('EXISTS', reaction_key(emoji)) end
local mentioned = {}
redis.call('EXISTS', base .. 'y')
local all_called = called_by(entry, overlay)
for n, called in ipairs(all_called) do
  mentioned[n] = base .. '@' .. called
  redis.call('EXISTS', mentioned[n])
end
for n, called in ipairs(all_called) do
  redis.call('ZREM', mentioned[n], seq)
  local calls = calls_of(called)
  if calls[seq] then
    calls[seq] = nil
    keep_calls(called, calls, ARGV[9])
  end
end
for _, emoji in ipairs(overlay.x or {}) do redis.call('UNLINK', reaction_key(emoji)) end
redis.call('HSET', o, 'z' .. seq, without_content(entry))
redis.call('XDEL', KEYS[4], seq .. '-0')
overlay = { d = 1 }
return changed('delete', '"deleted":true')
