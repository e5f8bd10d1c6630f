--- include: _state
--- include: _members
--- include: _rights
--- include: _messages
--- include: _calls
-- What one line of an inbox shows.
-- KEYS  c   ARGV  user id, read mark, epoch of the mark
-- Answer  { state, role or '', read in terms of this epoch, mentions after it, rows (the last message), authors, calls by edits up to it, until when she is muted
-- (ms) or 0, of a thread rows and authors of its root or '' and '', who invites her or '' }, or nothing.
local uid, read = ARGV[1], tonumber(ARGV[2])
local member = redis.call('HGET', home .. 'm', uid)
if redis.call('EXISTS', home .. 'c') == 0 or (thread and not (member and is_root_there(member))) then return false end
local state = state_now(uid)
if ARGV[3] ~= state[2] then read = math.min(read, tonumber(state[8])) end
local head = tonumber(state[3])
local first = tonumber(state[11])
local after = '(' .. string.format('%d', math.max(read, first - 1))
local mentions = redis.call('ZCOUNT', base .. '@' .. uid, after, '+inf')
-- Calls of all are kept once a conversation: hers are those that she has not said, and that do not name her besides.
for _, call in ipairs(redis.call('ZRANGEBYSCORE', base .. '@*', after, '+inf')) do
  local at, author = string.match(call, '^(%d+) (.+)$')
  if author ~= uid and not redis.call('ZSCORE', base .. '@' .. uid, at) then mentions = mentions + 1 end
end
mentions = math.min(mentions, 100)
local authors = {}
local rows = head >= first and messages_between(head, head, uid, 16777216, authors) or {}
local line = { state, role_of(uid), string.format('%d', read), mentions, rows, authors_of(authors), waiting_calls(uid, read, first),
  string.format('%d', muted_until(uid, redis.call('HGET', home .. 'c', 'mu')) or 0) }
if thread then
  -- From here on it is the parent that is read.
  base, authors = home, {}
  line[9] = messages_between(root_seq, root_seq, '', 16777216, authors)
  line[10] = authors_of(authors)
else
  line[9], line[10] = '', ''
end
line[11] = line[2] == 'i' and redis.call('HGET', home .. 'i', uid) or ''
return line
