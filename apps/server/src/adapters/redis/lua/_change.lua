--- include: _announce
--- include: _rights
--- include: _first
--- include: _blocks
--- include: _entries
--- include: _reactions
--- include: _due
--- include: _thread_news
-- Shared by the scripts that change one message: finds it and whoever asks, and ends the script where there is nothing to change.
-- KEYS  c, m, a, l, o (what changed since), h (changes by rev), due
-- ARGV  user id ('' where the server itself does it, which needs no right), seq, at (ms), id of the change, rights that she needs, those that others than the author need besides ('' for nobody may),
--       changes kept, conversation; what follows is the script's own
-- Answer  { 'changed', rev, at or '', entry, bits of consumers now due }, { 'no-message' }, { 'not-yours' }, { 'forbidden' }, { 'refused', visibility }
-- Atomic. Repeating it changes and announces nothing.
local uid, seq, at, id, conversation = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[8]
local rules = redis.call('HMGET', home .. 'c', 'g', 'v', 'rt', 'mu', 'sj', 'e', 'tp')
if thread then redis.call('EXISTS', home .. 'tz') end
local member, held
if uid ~= '' then
  member = redis.call('HGET', home .. 'm', uid)
  if thread and not is_root_there(member or nil) then return { 'refused', '' } end
  if not member then return { 'refused', rules[2] or '' } end
  held = held_now(uid, member, rules[2], rules[3], rules[4])
  if not may(held, ARGV[5]) then return { 'forbidden' } end
  -- Whoever the other one has blocked may only take away what she has said.
  if rules[2] == 'direct' and tonumber(ARGV[5]) ~= to_read and is_blocked(uid) then return { 'refused', rules[2] } end
elseif not rules[6] or rules[2] == 'ended' then
  return { 'no-message' }
end
local head, entry, overlay, rev
-- Reads the message, from the conversation that `base` stands for. Whether it is there.
local function find()
  head = redis.call('HMGET', base .. 'c', 'r', 'e', 'ti', 'l')
  entry = head[1] and tonumber(seq) >= first_for(member, head[4], base == home and rules[5]) and entry_at(seq)
  if not entry then return false end
  local json = redis.call('HGET', base .. 'o', seq)
  overlay = json and cjson.decode(json) or {}
  rev = tonumber(head[1]) + 1
  return true
end
if not find() then return { 'no-message' } end

-- Whether the message is hers, or she may do to others' what she asks for: where that is a right of its own, only to people of lower roles.
local function may_touch()
  if uid == '' then return true end
  local author = string.sub(entry, 1, 3)
  if redis.call('HGET', base .. 'a', uid) == author then return true end
  if ARGV[6] == '' or not may(held, ARGV[6]) then return false end
  return ARGV[6] == '0' or rank_in(uid) > rank_in(redis.call('HGET', base .. 'a', author))
end

local function reaction_key(emoji) return base .. 'x:' .. seq .. ':' .. emoji end

local function unchanged() return { 'changed', tostring(overlay.r or 0), tostring(overlay.e or ''), entry, '0' } end

-- What may be found by it, or no more: whoever looks for words in threads sees by the parent's mark where to read again. [FIND-5]
local found_by = { edit = true, delete = true, links = true, pin = true }

-- Stores the message's new overlay, numbers the change and announces it. `said`: what it carries, as JSON without braces.
local function changed(kind, said)
  local text = string.format('%d', rev)
  overlay.r = rev
  redis.call('HSET', base .. 'o', seq, cjson.encode(overlay))
  redis.call('HSET', base .. 'c', 'r', text, 'x', id)
  redis.call('XADD', base .. 'h', 'MAXLEN', '=', ARGV[7], text .. '-0', 'k', kind, 'i', id, 's', seq)
  local queued = make_due(head[3])
  local root = found_by[kind] and string.sub(conversation, 1, 2) == 't_' and tonumber(string.sub(conversation, -15, -8), 16)
  if root then thread_moved(root, rules[1], rules[7]) end
  announce('{"kind":"change","epoch":"' .. head[2] .. '","removals":' .. rules[1] .. ',"change":{"conversation":"' .. conversation
    .. '","prev":' .. head[1] .. ',"rev":' .. text .. ',"id":' .. cjson.encode(id) .. ',"kind":"' .. kind .. '","seq":' .. seq .. ',' .. said .. '}}')
  return { 'changed', text, at, entry, queued }
end

-- What was said in a thread and stands in its parent too (`tw`: seq → seq there, with the thread's id before it where it is a thread) reads the same in both: `apply` is done to the
-- other one, if there is one, and then to this. `touch` touches the keys of either before the first write.
local function in_both(touch, apply)
  local own = { base, seq, id, conversation }
  local other, number = string.match(redis.call('HGET', base .. 'tw', seq) or '', '^(%S- ?)(%d+)$')
  touch()
  if number then
    other = other ~= '' and string.sub(other, 1, -2) or string.match(home, '{(.-)}')
    local twin = { thread and home or string.sub(home, 1, -2) .. other .. ':', number, id .. '.', other }
    base, seq, id, conversation = unpack(twin)
    redis.call('EXISTS', base .. 'c', base .. 'o', base .. 'h', base .. 'l', base .. 'a', home .. 'tz')
    if find() then
      touch()
      apply()
    end
    base, seq, id, conversation = unpack(own)
    find()
  end
  return apply()
end
