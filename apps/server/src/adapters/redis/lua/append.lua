--- include: _clock
--- include: _announce
--- include: _rights
--- include: _blocks
--- include: _entries
--- include: _first
--- include: _due
--- include: _files
--- include: _polls
--- include: _thread_news
-- Appends messages to one conversation and announces them.
-- KEYS  c (facts, head, channel), m (members), a (authors), l (log), d (dedupe index), e (the one before it), due
-- ARGV  node's clock (ms), then seven per message: user id, dedupe word, packed header and content, replyTo or 0,
--       ids of mentioned users (spaces between, `*` for all), id, rights that the author needs; in a thread four more: at (ms), and of the reference that its parent is to have id, header
--       and what its parts hold besides (JSON, a comma first), or '' where it is to have none
-- Answer  { 'ok', epoch, seq at its beginning, outcomes, bits of consumers now due, pairs of id and mark of those who have the group out of their inboxes,
--       of a thread pairs of those who are to follow it and what they have read, of the parent epoch, seq at its beginning and bits of consumers } or { 'refused', '' } where there is no such conversation. Per message: { 'appended', seq, seq of the reference or nothing },
--       { 'duplicate', seq, entry }, { 'refused', visibility }, { 'forbidden' }, { 'no-such-reply' }, { 'too-soon', ms to wait },
--       { 'file-taken' }, { 'file-unheld' }
-- Atomic: each message is checked, numbered, stored and announced in this one step. Explicit stream ids are a fence against a number used twice.
-- In a direct conversation whoever the other one has blocked is refused as if there were none.
-- A duplicate is written to the newer index again, so that WAIT covers it. Cost: O(messages).
local d, e = KEYS[5], KEYS[6]
root_use = 'entry'
local head = redis.call('HMGET', home .. 'c', 'q', 'e', 'g', 'v', 'b', 'a', 's', 'ti', 'rt', 'mu', 'sl', 'hi', 'sj', 'tp')
if not head[2] then return { 'refused', '' } end
local now = tonumber(ARGV[1])
local fields = thread and 11 or 7
local heard
local parent = { base = home, seq = tonumber(head[1]), epoch = head[2], next_author = tonumber(head[6]), announced = {}, indexes = {} }
local is_begun = true
if thread then
  local own = redis.call('HMGET', KEYS[1], 'q', 'e', 'b', 'a', 's', 'ti', 'us', 'k', 'r', 'x')
  heard = { outer = head[8], own = own }
  is_begun = own[2]
  head[1], head[2], head[5], head[6], head[7], head[8] = own[1] or '0', own[2] or head[2], own[3] or '0', own[4] or '0', own[5] or ARGV[1], own[6]
  parent.repliers = own[7] or ''
end
local log = parent
if thread then log = { base = base, seq = tonumber(head[1]), epoch = head[2], next_author = tonumber(head[6]), announced = {}, indexes = {} } end
local begun = tonumber(head[7])
local week = 604800000
-- As in domain/consumers.ts.
local push_bit, push_value = 10, 1024

-- All keys are touched before the first write: where one of them is being migrated, the script ends here.
if head[10] then redis.call('EXISTS', home .. 's') end
if head[11] then redis.call('EXISTS', home .. 'w') end
if thread then redis.call('EXISTS', KEYS[1], base .. 't' .. push_bit, base .. 'fp', base .. 'tw', home .. 'tw', home .. 'th', home .. 'tz', home .. 'a', home .. 'l') end
local may_be_blocked = head[4] == 'direct' and redis.call('EXISTS', home .. 'r') == 1
local hidden = head[12] and redis.call('HGETALL', home .. 'g') or {}
local claimed, asked = {}, {}
for n = 2, #ARGV, fields do
  -- Flags stand behind the header's length. An author and nobody mentioned in front of it make it an entry.
  if bit.band(string.byte(ARGV[n + 2], 2), 32) ~= 0 then
    claimed[n] = files_of('\0\0\0\0' .. ARGV[n + 2])
    asked[n] = poll_of('\0\0\0\0' .. ARGV[n + 2])
    touch_files()
    redis.call('EXISTS', base .. 'pe', base .. 't9')
  end
  for uid in string.gmatch(ARGV[n + 4], '%S+') do redis.call('EXISTS', base .. '@' .. uid, home .. '@' .. uid) end
end

if now - begun >= week or now < begun - week then
  redis.call('UNLINK', e)
  if redis.call('EXISTS', d) == 1 then redis.call('RENAME', d, e) end
  redis.call('HSET', KEYS[1], 's', ARGV[1])
end

-- Authors stand in a log as indexes.
local function known_index(where, uid)
  local index = where.indexes[uid] or redis.call('HGET', where.base .. 'a', uid)
  if index then where.indexes[uid] = index end
  return index
end
local function index_of(where, uid)
  local index = known_index(where, uid)
  if index then return index end
  index = struct.pack('>I3', where.next_author)
  where.next_author = where.next_author + 1
  redis.call('HSET', where.base .. 'a', uid, index, index, uid)
  where.indexes[uid] = index
  return index
end

local outcomes, members = {}, {}
local function belongs(uid)
  if members[uid] == nil then members[uid] = redis.call('HGET', KEYS[2], uid) end
  return members[uid]
end
-- Of a thread also whether its root exists for somebody who belongs to it.
local sees = {}
local function sees_root(uid)
  if sees[uid] == nil then sees[uid] = not thread or is_root_there(belongs(uid) or nil) end
  return sees[uid]
end
local slow = tonumber(head[11] or '0')
-- For how long she has yet to wait by the room's slow mode. A clock that was set back keeps nobody waiting for longer than that.
local function wait_of(uid, held)
  if slow == 0 or may(held, to_mute) then return 0 end
  local passed = now_ms() - tonumber(redis.call('HGET', home .. 'w', uid) or '0')
  return passed >= 0 and passed < slow and slow - passed or 0
end

-- Writes one into a log: whoever is named in it of those who belong to it is called. Answers its number, and who that is.
local function write(where, uid, packed, mentions, id)
  where.seq = where.seq + 1
  local text = string.format('%d', where.seq)
  local index = index_of(where, uid)
  local named, names = {}, {}
  for other in string.gmatch(mentions, '%S+') do
    local is_called
    if other == '*' then
      is_called = may(held_now(uid, belongs(uid), head[4], head[9], head[10]), to_mention_all)
    else
      is_called = belongs(other) and sees_root(other)
    end
    if is_called then
      named[#named + 1] = index_of(where, other)
      names[#names + 1] = other
      -- Nobody calls herself.
      if other ~= uid then
        local mine = where.base .. '@' .. other
        -- Of a call of all also who it is from: line.lua does not count her own.
        redis.call('ZADD', mine, text, other == '*' and text .. ' ' .. uid or text)
        redis.call('ZREMRANGEBYRANK', mine, 0, -101)
      end
    end
  end
  local entry = index .. string.char(#named) .. table.concat(named) .. packed
  redis.call('XADD', where.base .. 'l', text .. '-0', '', entry)
  local who = #names > 0 and table.concat(names, ' ') or ''
  where.last_id = id
  where.announced[#where.announced + 1] = struct.pack('>I6I2I2I4', where.seq, #uid, #who, #entry) .. uid .. who .. entry
  return text, names
end

-- What a reply in a thread brings with it: its parent shows it, those who are to follow the thread are noted until they do, and the parent has a reference where one is wanted. It says what
-- the reply says, and begins with where that is.
local function replied(n, text, names)
  local uid, packed, mentions, at, id, header, parts = ARGV[n], ARGV[n + 2], ARGV[n + 4], ARGV[n + 7], ARGV[n + 8], ARGV[n + 9], ARGV[n + 10]
  local others = 1
  local repliers = uid
  for other in string.gmatch(parent.repliers, '%S+') do
    if other ~= uid and others < 5 then
      repliers = repliers .. ' ' .. other
      others = others + 1
    end
  end
  parent.repliers, parent.last_at = repliers, at
  local before = string.format('%d', tonumber(text) - 1)
  for _, other in ipairs(names) do
    if other ~= uid and other ~= '*' then redis.call('HSETNX', base .. 'fp', other, before) end
  end
  if before == '0' then
    local root = root_entry()
    local author = root and redis.call('HGET', home .. 'a', string.sub(root, 1, 3))
    if author and author ~= uid and belongs(author) then redis.call('HSETNX', base .. 'fp', author, before) end
  end
  if id == '' then return nil end
  local json = '[["t","' .. thread .. '",' .. text .. ']' .. parts .. ']'
  local reference = header .. struct.pack('>I3', #json) .. json .. content_of('\0\0\0\0' .. packed)
  local twin = write(parent, uid, reference, mentions, id)
  redis.call('HSET', base .. 'tw', text, twin)
  redis.call('HSET', home .. 'tw', twin, thread .. ' ' .. text)
  return twin
end

for n = 2, #ARGV, fields do
  local uid, word, packed, reply, mentions, id, needs = unpack(ARGV, n, n + 6)
  local kept = redis.call('HGET', d, word) or redis.call('HGET', e, word)
  if kept then
    redis.call('HSET', d, word, kept)
    -- Of what was sealed the index itself holds what is answered (block-set).
    local number, entry = string.match(kept, '^(%d+) ?(.*)$')
    outcomes[#outcomes + 1] = { 'duplicate', number, entry ~= '' and entry or look_at_entry(number) }
  elseif not sees_root(uid) then
    outcomes[#outcomes + 1] = { 'refused', '' }
  elseif not belongs(uid) then
    outcomes[#outcomes + 1] = { 'refused', head[4] }
  elseif may_be_blocked and is_blocked(uid) then
    outcomes[#outcomes + 1] = { 'refused', head[4] }
  elseif not may(held_now(uid, belongs(uid), head[4], head[9], head[10]), needs) then
    outcomes[#outcomes + 1] = { 'forbidden' }
  elseif tonumber(reply) > log.seq or (not thread and head[13] and reply ~= '0' and tonumber(reply) < first_for(belongs(uid), nil, head[13])) then
    outcomes[#outcomes + 1] = { 'no-such-reply' }
  elseif wait_of(uid, held_by(belongs(uid), head[4], head[9])) > 0 then
    outcomes[#outcomes + 1] = { 'too-soon', wait_of(uid, 0) }
  elseif claimed[n] and refusal_to_claim(claimed[n]) then
    outcomes[#outcomes + 1] = { refusal_to_claim(claimed[n]) }
  else
    local text, names = write(log, uid, packed, mentions, id)
    redis.call('HSET', d, word, text)
    if claimed[n] then claim_files(text, claimed[n]) end
    if asked[n] then note_end(text, asked[n]) end
    if slow > 0 then
      redis.call('HSET', home .. 'w', uid, string.format('%d', now_ms()))
      redis.call('PEXPIRE', home .. 'w', slow)
    end
    outcomes[#outcomes + 1] = { 'appended', text, thread and replied(n, text, names) or nil }
  end
end

-- The log's new end, and the announcement.
local function keep(where, interest)
  if #where.announced == 0 then return '0' end
  base = where.base
  redis.call('HSET', base .. 'c', 'q', string.format('%d', where.seq), 'k', where.last_id, 'a', string.format('%d', where.next_author), 't', micros())
  local due = make_due(interest)
  announce('M' .. struct.pack('>I1', #where.epoch) .. where.epoch .. struct.pack('>I4', tonumber(head[3])) .. table.concat(where.announced))
  return due
end

-- A thread is interesting to whom pushes once its parent is: from this message on.
local function heard_like_parent(outer, own)
  local function hears(interest) return math.floor(tonumber(string.match(interest or '0', '^%d+')) / push_value) % 2 == 1 end
  if not hears(outer) or hears(own[6]) then return own[6] end
  local function json(text) return text and cjson.encode(text) or 'null' end
  local cursor = '{"epoch":' .. json(head[2]) .. ',"seq":' .. (own[1] or '0') .. ',"id":' .. json(own[8]) .. ',"rev":' .. (own[9] or '0') .. ',"change":' .. json(own[10]) .. '}'
  redis.call('HSET', base .. 't' .. push_bit, 'c', cursor)
  local interest = string.format('%d', tonumber(string.match(own[6] or '0', '^%d+')) + push_value) .. ' ' .. thread
  redis.call('HSET', KEYS[1], 'ti', interest)
  return interest
end

local answer = { 'ok', head[2], head[5], outcomes, '0', hidden }
if #log.announced > 0 then
  if redis.call('TTL', d) < 0 then redis.call('EXPIRE', d, 1209600) end
  local own = base
  if thread then
    if not is_begun then redis.call('HSET', KEYS[1], 'e', head[2], 'b', '0', 'r', '0', 's', head[7]) end
    redis.call('HSET', KEYS[1], 'us', parent.repliers)
    redis.call('HSET', home .. 'th', root_seq, thread .. ' ' .. string.format('%d', log.seq) .. ' ' .. parent.last_at .. ' ' .. parent.repliers)
    thread_moved(root_seq, head[3], head[14])
    head[8] = heard_like_parent(heard.outer, heard.own)
    local facts = redis.call('HMGET', home .. 'c', 'b', 'ti')
    answer[9] = facts[1]
    answer[10] = keep(parent, facts[2])
  end
  base = own
  answer[5] = keep(log, head[8])
  base = own
end
if thread then
  answer[7] = redis.call('HGETALL', base .. 'fp')
  answer[8], answer[9], answer[10] = parent.epoch, answer[9] or '', answer[10] or '0'
end
return answer
