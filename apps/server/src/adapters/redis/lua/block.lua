--- include: _conversation
-- Notes in the slot of a direct conversation, also before there is one, that one of the two has blocked the other, or no longer does.
-- KEYS  c, r   ARGV  who does it, '1' or '0', number of that act among hers   Answer  1.   Atomic. An act older than the one noted changes nothing.
local kept = redis.call('HGET', KEYS[2], ARGV[1])
local is_newer = not kept or tonumber(ARGV[3]) >= tonumber(string.sub(kept, 3))
-- Written in any case, so that WAIT covers what is answered.
redis.call('HSET', KEYS[2], ARGV[1], is_newer and (ARGV[2] .. ' ' .. ARGV[3]) or kept)
return 1
