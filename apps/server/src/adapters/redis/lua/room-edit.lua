--- include: _state
--- include: _rights
--- include: _rights_of_rooms
--- include: _announce
--- include: _due
--- include: _owe
-- Sets a room's name, topic, picture, rights, slow mode and from where on members read it, as a change of kind 'room', and announces it.
-- KEYS  c, h, w, and those of _owe   ARGV  user id, '1' if a name is given, name, '1' if a topic is given, topic, id of the change, changes kept, rights needed,
--       rights that change (JSON) or '', slow mode (ms) or '', 'all', 'since-join' or '',
--       id of its picture, 'null' for none or '', days for which messages are kept, and how many, 'null' for what the server has, or '', id of the record
-- Answer  { 'edited', state, bits of consumers now due, id of the picture that it had and has no more, or '' }, { 'above' }, { 'forbidden' } or { 'refused', visibility }.   Atomic; repeating it changes nothing.
local refusal = refusal_in(ARGV[1], ARGV[8])
if refusal then return refusal end
local head = redis.call('HMGET', KEYS[1], 'f', 'r', 'e', 'g', 'ti', 'v')
local facts = cjson.decode(head[1])
local is_changed = false
local function set(field, value)
  if facts[field] == value then return end
  facts[field] = value
  is_changed = true
end

-- Whoever is no owner changes only rights that belong to levels below her own, before and after: `mayChangeRights` of domain/rights.ts.
local function rule(own, change)
  local mark = string.sub(redis.call('HGET', base .. 'm', ARGV[1]), 1, 1)
  for right, wanted in pairs(change) do
    local usual, before = right_defaults[right], own[right]
    local to = wanted ~= cjson.null and wanted or nil
    local highest = math.max(level_ranks[before or usual], level_ranks[to or usual])
    if mark ~= 'o' and highest >= mark_levels[mark] then return false end
    if to == usual and right ~= 'mention_all' then to = nil end
    if to ~= before then is_changed = true end
    own[right] = to
  end
  facts.rights = next(own) and own or nil
  return true
end

-- The bits of each role, as `rt` holds them.
local function bits_of(own)
  local said = {}
  for n, mark in ipairs(marks) do
    local held = rights_by_role[head[6] .. mark]
    for right, level in pairs(own) do
      local one = right_bits[right]
      if mark_levels[mark] >= level_ranks[level] then held = bit.bor(held, one) else held = bit.band(held, bit.bnot(one)) end
    end
    said[n] = mark .. '=' .. string.format('%d', bit.band(held, place_rights[head[6]]))
  end
  return table.concat(said, ' ')
end

if ARGV[9] ~= '' and not rule(facts.rights or {}, cjson.decode(ARGV[9])) then return { 'above' } end
if ARGV[2] == '1' then set('name', ARGV[3]) end
if ARGV[4] == '1' then set('topic', ARGV[5]) end
if ARGV[10] ~= '' then set('slowModeMs', ARGV[10] ~= '0' and tonumber(ARGV[10]) or nil) end
if ARGV[11] ~= '' then set('history', ARGV[11] ~= 'all' and ARGV[11] or nil) end
if ARGV[12] ~= '' then set('picture', ARGV[12] ~= 'null' and ARGV[12] or nil) end
if ARGV[13] ~= '' then set('retentionDays', tonumber(ARGV[13])) end
if ARGV[14] ~= '' then set('retentionMessages', tonumber(ARGV[14])) end
if not is_changed then
  redis.call('HSET', KEYS[1], 'f', head[1])
  return { 'edited', state_now(), '0', '' }
end
-- What of its rules is another now: names and topics are no matter of power.
local was, is, old = {}, {}, cjson.decode(head[1])
local function differs(one, other)
  if type(one) ~= 'table' or type(other) ~= 'table' then return one ~= other end
  for key, value in pairs(one) do if other[key] ~= value then return true end end
  for key in pairs(other) do if one[key] == nil then return true end end
  return false
end
for _, field in ipairs({ 'rights', 'slowModeMs', 'history', 'picture', 'retentionDays', 'retentionMessages' }) do
  if differs(old[field], facts[field]) then
    was[field], is[field] = old[field] or cjson.null, facts[field] or cjson.null
  end
end
if next(is) then owe_of_room(ARGV[1], 'room:edit', { before = was, after = is }) end
local json = cjson.encode(facts)
local rev = string.format('%d', tonumber(head[2]) + 1)
redis.call('HSET', KEYS[1], 'f', json, 'r', rev, 'x', ARGV[6])
if facts.rights then redis.call('HSET', KEYS[1], 'rt', bits_of(facts.rights)) else redis.call('HDEL', KEYS[1], 'rt') end
if facts.slowModeMs then
  redis.call('HSET', KEYS[1], 'sl', string.format('%d', facts.slowModeMs))
else
  redis.call('HDEL', KEYS[1], 'sl')
  redis.call('UNLINK', KEYS[3])
end
if facts.history then redis.call('HSET', KEYS[1], 'sj', '1') else redis.call('HDEL', KEYS[1], 'sj') end
redis.call('XADD', KEYS[2], 'MAXLEN', '=', ARGV[7], rev .. '-0', 'k', 'room', 'i', ARGV[6], 's', '')
local queued = make_due(head[5])
local room = cjson.encode({ id = facts.id, name = facts.name, topic = facts.topic, visibility = facts.visibility,
  members = redis.call('HLEN', base .. 'm'), online = 0, createdAt = facts.createdAt, createdBy = facts.owner, rights = facts.rights, slowModeMs = facts.slowModeMs, history = facts.history, picture = facts.picture, retentionDays = facts.retentionDays, retentionMessages = facts.retentionMessages })
announce('{"kind":"change","epoch":"' .. head[3] .. '","removals":' .. head[4] .. ',"change":{"conversation":' .. cjson.encode(facts.id)
  .. ',"prev":' .. head[2] .. ',"rev":' .. rev .. ',"id":' .. cjson.encode(ARGV[6]) .. ',"kind":"room","room":' .. room .. '},"facts":' .. json .. '}')
return { 'edited', state_now(), queued, old.picture ~= facts.picture and old.picture or '' }
