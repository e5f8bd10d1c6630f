--- include: _conversation
-- What a conversation shows of its threads. `th`: number of the root → thread's id, replies, when the last one was written (ms), at most five who wrote, the latest first, spaces
-- between. `tz`: number of the root, by the mark (`tm` of the facts) when something was said there last.
-- Those that have changed after `mark`: { mark up to which that is, rows { seq, thread }, '1' if there is more }.   Cost: O(limit).
local function threads_after(mark, limit, first)
  local head = tonumber(redis.call('HGET', base .. 'c', 'tm') or '0')
  if thread or head == mark then return { string.format('%d', head), {}, '0' } end
  if limit == 0 then return { string.format('%d', mark), {}, '1' } end
  -- A mark beyond the end is of what a failover took back.
  if mark > head then mark = 0 end
  local found = redis.call('ZRANGEBYSCORE', base .. 'tz', '(' .. string.format('%d', mark), '+inf', 'WITHSCORES', 'LIMIT', 0, limit + 1)
  local rows, up_to = {}, head
  for n = 1, math.min(#found, 2 * limit), 2 do
    if #found > 2 * limit then up_to = found[n + 1] end
    if tonumber(found[n]) >= first then rows[#rows + 1] = { found[n], redis.call('HGET', base .. 'th', found[n]) } end
  end
  return { string.format('%d', up_to), rows, #found > 2 * limit and '1' or '0' }
end
