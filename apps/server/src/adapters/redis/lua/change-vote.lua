--- include: _poll_change
-- Chooses options of a poll in place of those chosen before.   ARGV, from 9 on  indexes of the options, each in spaces   Answer  also { 'closed' } and { 'no-such-option' }.   Cost: O(options).
local ends = tonumber(poll[6])
if overlay.q or (ends and ends <= now_ms()) then return { 'closed' } end
local chosen = 0
for index in string.gmatch(ARGV[9], '%d+') do
  if tonumber(index) >= #poll[3] then return { 'no-such-option' } end
  chosen = chosen + 1
end
if chosen > 1 and poll[4] ~= 1 then return { 'no-such-option' } end
local touched = 0
for n = 0, #poll[3] - 1 do
  local key = vote_key(seq, n)
  if string.find(ARGV[9], ' ' .. n .. ' ', 1, true) then
    touched = touched + redis.call('ZADD', key, 'NX', rev, uid)
  else
    touched = touched + redis.call('ZREM', key, uid)
  end
end
if touched == 0 then return unchanged() end
overlay.v = #poll[3]
return changed('poll', poll_said())
