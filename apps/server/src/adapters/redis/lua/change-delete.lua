--- include: _change
--- include: _calls
--- include: _owe
--- include: _files
--- include: _files_due
--- include: _polls
--- include: _fold
-- Takes a message's content away, and all that hangs on it; its number stays.   Cost: O(emoji and mentions).
-- KEYS  …, and those of _owe, the last of which is due   ARGV  …, calls kept, id of the record   Answer  …, '1' where it was another's
if not may_touch() then return { 'not-yours' } end
if overlay.d then return unchanged() end
local author = redis.call('HGET', base .. 'a', string.sub(entry, 1, 3))
if author ~= uid then owe_of_room(uid, 'message:delete', { user = author, seq = thread and root_seq or tonumber(seq) }) end
-- Dynamic keys are touched before the first write: where one of them is being migrated, the script ends here.
local function touch()
  for _, emoji in ipairs(overlay.x or {}) do redis.call('EXISTS', reaction_key(emoji)) end
  redis.call('EXISTS', base .. 'y', base .. 'n:' .. seq, base .. 'pi', base .. 'pe')
  touch_blocks()
  for n = 0, (overlay.v or 0) - 1 do redis.call('EXISTS', vote_key(seq, n)) end
  touch_files()
  for _, called in ipairs(called_by(entry, overlay)) do redis.call('EXISTS', base .. '@' .. called) end
end
return in_both(touch, function()
  if overlay.d then return unchanged() end
  for _, called in ipairs(called_by(entry, overlay)) do
    redis.call('ZREMRANGEBYSCORE', base .. '@' .. called, seq, seq)
    local calls = calls_of(called)
    if calls[seq] then
      calls[seq] = nil
      keep_calls(called, calls, ARGV[9])
    end
  end
  for _, emoji in ipairs(overlay.x or {}) do redis.call('UNLINK', reaction_key(emoji)) end
  if overlay.n then redis.call('UNLINK', base .. 'n:' .. seq) end
  for n = 0, (overlay.v or 0) - 1 do redis.call('UNLINK', vote_key(seq, n)) end
  redis.call('ZREM', base .. 'pe', seq)
  if overlay.p then redis.call('ZREM', base .. 'pi', seq) end
  if release_files(entry, overlay.k) then files_due(now_ms()) end
  redis.call('HSET', base .. 'o', 'z' .. seq, without_content(entry))
  redis.call('XDEL', base .. 'l', seq .. '-0')
  -- Its block still has it: that is written anew at once.
  if tonumber(seq) <= sealed_here()[1] then fold_at(block_of(seq), now_ms()) end
  overlay = { d = 1 }
  local answer = changed('delete', '"deleted":true')
  answer[6] = author ~= uid and '1' or '0'
  return answer
end)
