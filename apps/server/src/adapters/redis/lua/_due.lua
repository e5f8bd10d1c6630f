--- include: _conversation
--- include: _clock
-- For the scripts that write to a conversation's log. Their last key is what is due in its slot (`due:{T}`).
-- Makes the conversation due for each consumer that is interested in it, unless it is queued already. `interest` is the field `ti` of its
-- facts: '<bits> <conversation>', or false where nobody is. Answers the bits of those for whom it was not queued, as text.
local function make_due(interest)
  if not interest then return '0' end
  local bits, conversation = string.match(interest, '^(%d+) (.+)$')
  local left, bit, value, queued, now = tonumber(bits), 0, 1, 0, now_ms()
  while left > 0 do
    if left % 2 == 1 and redis.call('ZADD', KEYS[#KEYS], 'NX', now, 'c' .. bit .. ' ' .. conversation) == 1 then
      queued = queued + value
    end
    left, bit, value = math.floor(left / 2), bit + 1, value * 2
  end
  return string.format('%d', queued)
end
