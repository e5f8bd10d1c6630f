--- include: _state
--- include: _rights
--- include: _entries
--- include: _messages
--- include: _changes
--- include: _threads
-- What came after a reader's position, or that this cannot be proved; whether she may read is checked in the same step.
-- KEYS  c   ARGV  user id, epoch, seq, '1' if an id is held, packed id ('' for none), rev, '1' if a change is held, change ('' for none), limit, bytes, mark of its threads ('' for none)
-- Answer  { 'continuous', state, rows, authors, changes, threads after the mark or nothing, blocks that are to be read, '1' where the position lies in one: then its id is still to be compared }, { 'reset', state } or { 'refused' }.   Cost: O(limit).
local uid, epoch, seq, rev = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[6])
if refusal_in(uid, to_read) then return { 'refused' } end
local state = state_now(uid)
local head_seq, head_rev = tonumber(state[3]), tonumber(state[5])
local is_place_cold = false
local function runs_on()
  if epoch ~= state[2] or seq > head_seq or rev > head_rev then return false end
  -- What came next is gone. The number right before the first is still known by its id.
  if seq < tonumber(state[11]) - 1 then return false end
  if ARGV[4] == '1' then
    local entry = seq > 0 and look_at_entry(ARGV[3]) or nil
    is_place_cold = entry == ''
    if not is_place_cold and not has_id(entry, ARGV[5]) then return false end
  end
  if rev < head_rev then
    local oldest = redis.call('XRANGE', base .. 'h', '-', '+', 'COUNT', 1)[1]
    if not oldest or rev + 1 < tonumber(string.match(oldest[1], '^%d+')) then return false end
  end
  if ARGV[7] ~= '1' then return true end
  if rev == head_rev then return ARGV[8] == (state[6] or '') end
  return ARGV[8] == change_at(ARGV[6])
end
if not runs_on() then return { 'reset', state } end
local limit, budget = tonumber(ARGV[9]), tonumber(ARGV[10])
local authors, rows, changes = {}, {}, {}
if limit > 0 then
  rows = messages_between(seq + 1, math.min(head_seq, seq + limit), uid, budget, authors)
  if rev < head_rev then changes = changes_after(rev, limit) end
end
local threads = ARGV[11] ~= '' and threads_after(tonumber(ARGV[11]), limit, tonumber(state[11])) or {}
return { 'continuous', state, rows, authors_of(authors), changes, threads, cold, is_place_cold and '1' or '0' }
