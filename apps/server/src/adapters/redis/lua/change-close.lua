--- include: _poll_change
-- Ends a poll.   Cost: O(options).
if overlay.q then return unchanged() end
redis.call('ZREM', base .. 'pe', seq)
overlay.q = 1
overlay.v = #poll[3]
return changed('poll', poll_said())
