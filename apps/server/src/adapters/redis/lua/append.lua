--- include: _clock
--- include: _announce
--- include: _rights
--- include: _blocks
--- include: _entries
--- include: _first
--- include: _due
--- include: _files
--- include: _polls
-- Appends messages to one conversation and announces them.
-- KEYS  c (facts, head, channel), m (members), a (authors), l (log), d (dedupe index), e (the one before it), due
-- ARGV  node's clock (ms), then seven per message: user id, dedupe word, packed header and content, replyTo or 0,
--       ids of mentioned users (spaces between), id, rights that the author needs
-- Answer  { 'ok', epoch, seq at its beginning, outcomes, bits of consumers now due, pairs of id and mark of those who have the group out of their inboxes } or { 'refused', '' } where there is no such conversation. Per message: { 'appended', seq },
--       { 'duplicate', seq, entry }, { 'refused', visibility }, { 'forbidden' }, { 'no-such-reply' }, { 'too-soon', ms to wait },
--       { 'file-taken' }, { 'file-unheld' }
-- Atomic: each message is checked, numbered, stored and announced in this one step. Explicit stream ids are a fence against a number used twice.
-- In a direct conversation whoever the other one has blocked is refused as if there were none.
-- A duplicate is written to the newer index again, so that WAIT covers it. Cost: O(messages).
local d, e = KEYS[5], KEYS[6]
local head = redis.call('HMGET', KEYS[1], 'q', 'e', 'g', 'v', 'b', 'a', 's', 'ti', 'rt', 'mu', 'sl', 'hi', 'sj')
if not head[2] then return { 'refused', '' } end
local now = tonumber(ARGV[1])
local seq, next_author, begun = tonumber(head[1]), tonumber(head[6]), tonumber(head[7])
local week = 604800000

-- All keys are touched before the first write: where one of them is being migrated, the script ends here.
if head[10] then redis.call('EXISTS', base .. 's') end
if head[11] then redis.call('EXISTS', base .. 'w') end
local may_be_blocked = head[4] == 'direct' and redis.call('EXISTS', base .. 'r') == 1
local hidden = head[12] and redis.call('HGETALL', base .. 'g') or {}
local claimed, asked = {}, {}
for n = 2, #ARGV, 7 do
  -- Flags stand behind the header's length. An author and nobody mentioned in front of it make it an entry.
  if bit.band(string.byte(ARGV[n + 2], 2), 32) ~= 0 then
    claimed[n] = files_of('\0\0\0\0' .. ARGV[n + 2])
    asked[n] = poll_of('\0\0\0\0' .. ARGV[n + 2])
    touch_files()
    redis.call('EXISTS', base .. 'pe', base .. 't9')
  end
  for uid in string.gmatch(ARGV[n + 4], '%S+') do redis.call('EXISTS', base .. '@' .. uid) end
end

if now - begun >= week or now < begun - week then
  redis.call('UNLINK', e)
  if redis.call('EXISTS', d) == 1 then redis.call('RENAME', d, e) end
  redis.call('HSET', KEYS[1], 's', ARGV[1])
end

local indexes = {}
local function known_index(uid)
  local index = indexes[uid] or redis.call('HGET', KEYS[3], uid)
  if index then indexes[uid] = index end
  return index
end
local function index_of(uid)
  local index = known_index(uid)
  if index then return index end
  index = struct.pack('>I3', next_author)
  next_author = next_author + 1
  redis.call('HSET', KEYS[3], uid, index, index, uid)
  indexes[uid] = index
  return index
end

local outcomes, announced, members = {}, {}, {}
local last_id = nil
local queued = '0'
local function belongs(uid)
  if members[uid] == nil then members[uid] = redis.call('HGET', KEYS[2], uid) end
  return members[uid]
end
local slow = tonumber(head[11] or '0')
-- For how long she has yet to wait by the room's slow mode. A clock that was set back keeps nobody waiting for longer than that.
local function wait_of(uid, held)
  if slow == 0 or may(held, to_mute) then return 0 end
  local passed = now_ms() - tonumber(redis.call('HGET', base .. 'w', uid) or '0')
  return passed >= 0 and passed < slow and slow - passed or 0
end
for n = 2, #ARGV, 7 do
  local uid, word, packed, reply, mentions, id, needs = unpack(ARGV, n, n + 6)
  local index = known_index(uid)
  local kept = redis.call('HGET', d, word) or redis.call('HGET', e, word)
  if kept then
    redis.call('HSET', d, word, kept)
    outcomes[#outcomes + 1] = { 'duplicate', kept, entry_at(kept) }
  elseif not belongs(uid) then
    outcomes[#outcomes + 1] = { 'refused', head[4] }
  elseif may_be_blocked and is_blocked(uid) then
    outcomes[#outcomes + 1] = { 'refused', head[4] }
  elseif not may(held_now(uid, belongs(uid), head[4], head[9], head[10]), needs) then
    outcomes[#outcomes + 1] = { 'forbidden' }
  elseif tonumber(reply) > seq or (head[13] and reply ~= '0' and tonumber(reply) < first_for(belongs(uid), nil, head[13])) then
    outcomes[#outcomes + 1] = { 'no-such-reply' }
  elseif wait_of(uid, held_by(belongs(uid), head[4], head[9])) > 0 then
    outcomes[#outcomes + 1] = { 'too-soon', wait_of(uid, 0) }
  elseif claimed[n] and refusal_to_claim(claimed[n]) then
    outcomes[#outcomes + 1] = { refusal_to_claim(claimed[n]) }
  else
    index = index or index_of(uid)
    seq = seq + 1
    local text = string.format('%d', seq)
    local named, names = {}, {}
    for other in string.gmatch(mentions, '%S+') do
      if belongs(other) then
        named[#named + 1] = index_of(other)
        names[#names + 1] = other
        -- Nobody calls herself.
        if other ~= uid then
          local mine = base .. '@' .. other
          redis.call('ZADD', mine, text, text)
          redis.call('ZREMRANGEBYRANK', mine, 0, -101)
        end
      end
    end
    local entry = index .. string.char(#named) .. table.concat(named) .. packed
    redis.call('XADD', KEYS[4], text .. '-0', '', entry)
    redis.call('HSET', d, word, text)
    if claimed[n] then claim_files(text, claimed[n]) end
    if asked[n] then note_end(text, asked[n]) end
    if slow > 0 then
      redis.call('HSET', base .. 'w', uid, string.format('%d', now_ms()))
      redis.call('PEXPIRE', base .. 'w', slow)
    end
    last_id = id
    local who = #names > 0 and table.concat(names, ' ') or ''
    announced[#announced + 1] = struct.pack('>I6I2I2I4', seq, #uid, #who, #entry) .. uid .. who .. entry
    outcomes[#outcomes + 1] = { 'appended', text }
  end
end
if #announced > 0 then
  redis.call('HSET', KEYS[1], 'q', string.format('%d', seq), 'k', last_id, 'a', string.format('%d', next_author), 't', micros())
  if redis.call('TTL', d) < 0 then redis.call('EXPIRE', d, 1209600) end
  queued = make_due(head[8])
  announce('M' .. struct.pack('>I1', #head[2]) .. head[2] .. struct.pack('>I4', tonumber(head[3])) .. table.concat(announced))
end
return { 'ok', head[2], head[5], outcomes, queued, hidden }
