--- include: _announce
--- include: _reactions
--- include: _entries
-- Edits, deletes or reacts to one message, numbers the change and announces it.
-- KEYS  c, m, a, l, o (what changed since), h (changes by rev)
-- ARGV  user id, seq, at (ms), id of the change, kind, content as JSON or emoji, '1' on or '0' off, reactions allowed, changes kept, conversation
-- Answer  { 'changed', rev, at or '', entry or '' }, { 'no-message' }, { 'not-yours' }, { 'too-many' }, { 'refused', visibility }
-- Atomic. Repeating it changes and announces nothing. Cost: O(1), a deletion O(emoji).
local uid, seq, at, id, kind, value, on = unpack(ARGV)
local o = KEYS[5]
local member = redis.call('HGET', KEYS[2], uid)
if not member then return refused() end
local entry = entry_at(seq)
if not entry then return { 'no-message' } end
local overlay_json = redis.call('HGET', o, seq)
local overlay = overlay_json and cjson.decode(overlay_json) or {}
if overlay.d and kind ~= 'delete' then return { 'no-message' } end
local is_author = redis.call('HGET', KEYS[3], uid) == string.sub(entry, 1, 3)
local head = redis.call('HMGET', KEYS[1], 'r', 'e', 'g')
local rev = tonumber(head[1]) + 1
local said

local function unchanged() return { 'changed', tostring(overlay.r or 0), tostring(overlay.e or ''), entry } end
local function reaction_key(emoji) return base .. 'x:' .. seq .. ':' .. emoji end

-- Dynamic keys are touched before the first write.
for _, emoji in ipairs(overlay.x or {}) do redis.call('EXISTS', reaction_key(emoji)) end

if kind == 'edit' then
  if not is_author then return { 'not-yours' } end
  local content = cjson.decode(value)[1]
  local at_content = 6 + 3 * string.byte(entry, 4)
  at_content = at_content + string.byte(entry, at_content - 1)
  if (overlay.c or string.sub(entry, at_content)) == content then return unchanged() end
  overlay.c = content
  overlay.e = tonumber(at)
  said = '"content":' .. string.sub(value, 2, -2) .. ',"edited":' .. at
elseif kind == 'delete' then
  if not is_author and string.sub(member, 1, 1) ~= 'o' then return { 'not-yours' } end
  if overlay.d then return unchanged() end
  local mentions = string.byte(entry, 4)
  local mentioned = {}
  for n = 0, mentions - 1 do
    local author = redis.call('HGET', KEYS[3], string.sub(entry, 5 + 3 * n, 7 + 3 * n))
    if author then
      mentioned[#mentioned + 1] = base .. '@' .. cjson.decode(author).id
      redis.call('EXISTS', mentioned[#mentioned])
    end
  end
  for _, key in ipairs(mentioned) do redis.call('ZREM', key, seq) end
  for _, emoji in ipairs(overlay.x or {}) do redis.call('UNLINK', reaction_key(emoji)) end
  local header = 5 + 3 * mentions
  redis.call('HSET', o, 'z' .. seq, string.sub(entry, 1, 3) .. '\0' .. string.sub(entry, header, header + string.byte(entry, header)))
  redis.call('XDEL', KEYS[4], seq .. '-0')
  overlay = { d = 1 }
  said = '"deleted":true'
else
  local key = reaction_key(value)
  local known
  for n, emoji in ipairs(overlay.x or {}) do if emoji == value then known = n end end
  if on == '1' then
    if not known and #(overlay.x or {}) >= tonumber(ARGV[8]) then return { 'too-many' } end
    if redis.call('ZADD', key, 'NX', rev, uid) == 0 then return unchanged() end
    if not known then
      overlay.x = overlay.x or {}
      table.insert(overlay.x, value)
    end
  else
    if redis.call('ZREM', key, uid) == 0 then return unchanged() end
    if redis.call('EXISTS', key) == 0 then table.remove(overlay.x, known) end
    if #overlay.x == 0 then overlay.x = nil end
  end
  local reactions = {}
  for n, row in ipairs(reactions_of(seq, overlay, '')) do
    reactions[n] = cjson.encode({ emoji = row[1], count = row[2], users = row[4] })
  end
  said = '"reactions":[' .. table.concat(reactions, ',') .. ']'
end

local text = string.format('%d', rev)
overlay.r = rev
redis.call('HSET', o, seq, cjson.encode(overlay))
redis.call('HSET', KEYS[1], 'r', text, 'x', id)
redis.call('XADD', KEYS[6], 'MAXLEN', '=', ARGV[9], text .. '-0', 'k', kind, 'i', id, 's', seq)
announce('{"kind":"change","epoch":"' .. head[2] .. '","removals":' .. head[3] .. ',"change":{"conversation":"' .. ARGV[10]
  .. '","prev":' .. head[1] .. ',"rev":' .. text .. ',"id":' .. cjson.encode(id) .. ',"kind":"' .. kind .. '","seq":' .. seq .. ',' .. said .. '}}')
return { 'changed', text, at, entry }
