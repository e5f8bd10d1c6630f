--- include: _state
--- include: _rights
--- include: _messages
-- A page of history for whoever may read; that is checked in the same step.
-- KEYS  c   ARGV  user id, 'before' | 'after' | 'around' | '', its seq, limit
-- Answer  { 'page', state, rows, authors, '1' if there is more, blocks that are to be read } { 'forbidden' } or { 'refused', visibility }.   Cost: O(limit), anywhere in the log.
local uid, kind = ARGV[1], ARGV[2]
local at, limit = tonumber(ARGV[3]), tonumber(ARGV[4])
local refusal = refusal_in(uid, to_read)
if refusal then return refusal end
local state = state_now(uid)
-- The sums of `pageBounds` in domain/page-bounds.ts.
local head, start = tonumber(state[3]), tonumber(state[11])
local first, last, more
if kind == 'after' then
  first = math.max(start, at + 1)
  last = math.min(head, first + limit - 1)
  more = last < head
elseif kind == 'around' then
  last = math.min(head, math.max(start + limit - 1, at + math.ceil(limit / 2) - 1))
  first = math.max(start, last - limit + 1)
  more = first > start or last < head
else
  last = kind == 'before' and math.min(head, at - 1) or head
  first = math.max(start, last - limit + 1)
  more = first > start and last >= first
end
local authors = {}
local rows = messages_between(first, last, uid, 16777216, authors)
return { 'page', state, rows, authors_of(authors), more and '1' or '0', cold }
