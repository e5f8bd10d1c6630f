--- include: _threads
-- KEYS  c   ARGV  mark, limit, '1' also of roots that were taken away   Answer  { mark, rows { seq, thread }, '1' if there is more, membership version }: threads that have changed after it, as they are now.   Cost: O(limit).
local answer = threads_after(tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == '1' and 1 or tonumber(redis.call('HGET', KEYS[1], 'l') or '1'))
answer[4] = redis.call('HGET', home .. 'c', 'g') or '0'
return answer
