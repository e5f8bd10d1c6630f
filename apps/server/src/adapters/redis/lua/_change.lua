--- include: _announce
--- include: _rights
--- include: _first
--- include: _blocks
--- include: _entries
--- include: _reactions
--- include: _due
-- Shared by the scripts that change one message: finds it and whoever asks, and ends the script where there is nothing to change.
-- KEYS  c, m, a, l, o (what changed since), h (changes by rev), due
-- ARGV  user id ('' where the server itself does it, which needs no right), seq, at (ms), id of the change, rights that she needs, those that others than the author need besides ('' for nobody may),
--       changes kept, conversation; what follows is the script's own
-- Answer  { 'changed', rev, at or '', entry, bits of consumers now due }, { 'no-message' }, { 'not-yours' }, { 'forbidden' }, { 'refused', visibility }
-- Atomic. Repeating it changes and announces nothing.
local uid, seq, at, id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local o = KEYS[5]
local head = redis.call('HMGET', KEYS[1], 'r', 'e', 'g', 'v', 'ti', 'l', 'rt', 'mu', 'sj')
local member, held
if uid ~= '' then
  member = redis.call('HGET', KEYS[2], uid)
  if not member then return { 'refused', head[4] or '' } end
  held = held_now(uid, member, head[4], head[7], head[8])
  if not may(held, ARGV[5]) then return { 'forbidden' } end
  -- Whoever the other one has blocked may only take away what she has said.
  if head[4] == 'direct' and tonumber(ARGV[5]) ~= to_read and is_blocked(uid) then return { 'refused', head[4] } end
elseif not head[2] or head[4] == 'ended' then
  return { 'no-message' }
end
local entry = tonumber(seq) >= first_for(member, head[6], head[9]) and entry_at(seq)
if not entry then return { 'no-message' } end
local overlay_json = redis.call('HGET', o, seq)
local overlay = overlay_json and cjson.decode(overlay_json) or {}
local rev = tonumber(head[1]) + 1

-- Whether the message is hers, or she may do to others' what she asks for: where that is a right of its own, only to people of lower roles.
local function may_touch()
  if uid == '' then return true end
  local author = string.sub(entry, 1, 3)
  if redis.call('HGET', KEYS[3], uid) == author then return true end
  if ARGV[6] == '' or not may(held, ARGV[6]) then return false end
  return ARGV[6] == '0' or rank_in(uid) > rank_in(redis.call('HGET', KEYS[3], author))
end

local function reaction_key(emoji) return base .. 'x:' .. seq .. ':' .. emoji end

local function unchanged() return { 'changed', tostring(overlay.r or 0), tostring(overlay.e or ''), entry, '0' } end

-- Stores the message's new overlay, numbers the change and announces it. `said`: what it carries, as JSON without braces.
local function changed(kind, said)
  local text = string.format('%d', rev)
  overlay.r = rev
  redis.call('HSET', o, seq, cjson.encode(overlay))
  redis.call('HSET', KEYS[1], 'r', text, 'x', id)
  redis.call('XADD', KEYS[6], 'MAXLEN', '=', ARGV[7], text .. '-0', 'k', kind, 'i', id, 's', seq)
  local queued = make_due(head[5])
  announce('{"kind":"change","epoch":"' .. head[2] .. '","removals":' .. head[3] .. ',"change":{"conversation":"' .. ARGV[8]
    .. '","prev":' .. head[1] .. ',"rev":' .. text .. ',"id":' .. cjson.encode(id) .. ',"kind":"' .. kind .. '","seq":' .. seq .. ',' .. said .. '}}')
  return { 'changed', text, at, entry, queued }
end
