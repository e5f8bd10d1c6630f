--- include: _state
--- include: _rights
-- Names a group.   KEYS  c, m   ARGV  user id, name   Answer  { 'named', state }, { 'forbidden' } or { 'refused', visibility }.   Atomic, idempotent.
local refusal = refusal_in(ARGV[1], 0)
if refusal then return refusal end
local head = redis.call('HMGET', KEYS[1], 'v', 'f')
if head[1] ~= 'group' then return { 'forbidden' } end
local facts = cjson.decode(head[2])
facts.name = ARGV[2]
redis.call('HSET', KEYS[1], 'f', cjson.encode(facts))
return { 'named', state_now() }
