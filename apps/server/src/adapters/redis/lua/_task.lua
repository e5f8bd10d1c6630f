--- include: _clock
-- Shared by the scripts of one task, a conversation's or a person's. KEYS[1] is its record: cursor (c), lease (l), failures (n), reason (w),
-- parked at (p). KEYS[2] is what is due in the slot; ARGV[1] the task's name there, ARGV[2] the lease's token.
local function is_held() return redis.call('HGET', KEYS[1], 'l') == ARGV[2] end
local function due_at(ms) redis.call('ZADD', KEYS[2], 'XX', ms, ARGV[1]) end
