--- include: _state
--- include: _rights
--- include: _messages
-- All messages that are pinned, the latest pin first, as far as they exist for whoever asks.
-- KEYS  c   ARGV  user id   Answer  { 'pins', state, rows, authors, blocks that are to be read }, { 'forbidden' } or { 'refused', visibility }.   Cost: O(pins).
local uid = ARGV[1]
local refusal = refusal_in(uid, to_read)
if refusal then return refusal end
local state = state_now(uid)
local first, authors, rows = tonumber(state[11]), {}, {}
for _, seq in ipairs(redis.call('ZREVRANGE', base .. 'pi', 0, -1)) do
  local at = tonumber(seq)
  if at >= first then
    for _, row in ipairs(messages_between(at, at, uid, 16777216, authors)) do rows[#rows + 1] = row end
  end
end
return { 'pins', state, rows, authors_of(authors), cold }
