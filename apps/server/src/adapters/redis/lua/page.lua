--- include: _state
--- include: _rights
--- include: _messages
-- A page of history for whoever may read; that is checked in the same step.
-- KEYS  c   ARGV  user id, 'before' | 'after' | 'around' | '', its seq, limit
-- Answer  { 'page', state, rows, authors, '1' if there is more } { 'forbidden' } or { 'refused', visibility }.   Cost: O(limit), anywhere in the log.
local uid, kind = ARGV[1], ARGV[2]
local at, limit = tonumber(ARGV[3]), tonumber(ARGV[4])
local refusal = refusal_in(uid, to_read)
if refusal then return refusal end
local state = state_now()
local head = tonumber(state[3])
local first, last, more
if kind == 'after' then
  first, last = at + 1, math.min(head, at + limit)
  more = last < head
elseif kind == 'around' then
  last = math.min(head, math.max(limit, at + math.ceil(limit / 2) - 1))
  first = math.max(1, last - limit + 1)
  more = first > 1 or last < head
else
  last = kind == 'before' and math.min(head, at - 1) or head
  first = math.max(1, last - limit + 1)
  more = first > 1
end
local authors = {}
local rows = messages_between(first, last, uid, 16777216, authors)
return { 'page', state, rows, authors_of(authors), more and '1' or '0' }
