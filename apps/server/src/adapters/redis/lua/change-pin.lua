--- include: _change
-- Pins a message, or takes the pin away.   ARGV, from 9 on  '1' on or '0' off, pins allowed   Answer  also { 'too-many' }.   Cost: O(log pins).
if overlay.d then return { 'no-message' } end
if not may_touch() then return { 'not-yours' } end
local pins = base .. 'pi'
redis.call('EXISTS', pins)
local on = ARGV[9] == '1'
if on == (overlay.p ~= nil) then return unchanged() end
if on then
  if redis.call('ZCARD', pins) >= tonumber(ARGV[10]) then return { 'too-many' } end
  redis.call('ZADD', pins, rev, seq)
  overlay.p = 1
else
  redis.call('ZREM', pins, seq)
  overlay.p = nil
end
return changed('pin', '"pinned":' .. (on and 'true' or 'false'))
