--- include: _state
--- include: _root
--- include: _entries
--- include: _messages
--- include: _changes
-- The log after (seq, rev), for feeds, and what it holds at that place.
-- KEYS  c   ARGV  seq, rev, limit
-- Answer  { state, rows, authors, changes, entry at seq or '', change at rev or '', blocks that are to be read }, or nothing where there is no conversation.   Cost: O(limit).
if not is_there() then return false end
local seq, rev, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = state_now()
local authors = {}
local from = math.max(seq + 1, tonumber(state[11]))
local rows = messages_between(from, math.min(tonumber(state[3]), from + limit - 1), '', 4194304, authors)
local changes = rev < tonumber(state[5]) and changes_after(rev, limit) or {}
local change = rev == tonumber(state[5]) and (state[6] or '') or change_at(ARGV[2])
return { state, rows, authors_of(authors), changes, seq > 0 and look_at_entry(ARGV[1]) or '', change, cold }
