--- include: _state
--- include: _rights
--- include: _announce
--- include: _due
-- Sets a room's name and topic, as a change of kind 'room', and announces it.
-- KEYS  c, h, due   ARGV  user id, '1' if a name is given, name, '1' if a topic is given, topic, id of the change, changes kept, rights needed
-- Answer  { 'edited', state, bits of consumers now due }, { 'forbidden' } or { 'refused', visibility }.   Atomic; repeating it changes nothing.
local refusal = refusal_in(ARGV[1], ARGV[8])
if refusal then return refusal end
local head = redis.call('HMGET', KEYS[1], 'f', 'r', 'e', 'g', 'ti')
local facts = cjson.decode(head[1])
if (ARGV[2] == '0' or facts.name == ARGV[3]) and (ARGV[4] == '0' or facts.topic == ARGV[5]) then
  redis.call('HSET', KEYS[1], 'f', head[1])
  return { 'edited', state_now(), '0' }
end
if ARGV[2] == '1' then facts.name = ARGV[3] end
if ARGV[4] == '1' then facts.topic = ARGV[5] end
local json = cjson.encode(facts)
local rev = string.format('%d', tonumber(head[2]) + 1)
redis.call('HSET', KEYS[1], 'f', json, 'r', rev, 'x', ARGV[6])
redis.call('XADD', KEYS[2], 'MAXLEN', '=', ARGV[7], rev .. '-0', 'k', 'room', 'i', ARGV[6], 's', '')
local queued = make_due(head[5])
local room = cjson.encode({ id = facts.id, name = facts.name, topic = facts.topic, visibility = facts.visibility,
  members = redis.call('HLEN', base .. 'm'), online = 0, createdAt = facts.createdAt })
announce('{"kind":"change","epoch":"' .. head[3] .. '","removals":' .. head[4] .. ',"change":{"conversation":' .. cjson.encode(facts.id)
  .. ',"prev":' .. head[2] .. ',"rev":' .. rev .. ',"id":' .. cjson.encode(ARGV[6]) .. ',"kind":"room","room":' .. room .. '},"facts":' .. json .. '}')
return { 'edited', state_now(), queued }
