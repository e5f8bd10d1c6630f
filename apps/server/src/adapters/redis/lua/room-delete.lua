--- include: _rights
--- include: _announce
--- include: _owe
-- Ends a room for everybody.
-- KEYS  c, m, n, i, and those of _owe   ARGV  who asks, rights that she needs, id of the record
-- Answer  { 'deleted', facts (JSON), ids of all who belonged to it or were invited }, { 'forbidden' } or { 'refused', visibility }
-- Atomic: from now on it does not exist for anybody. Repeating it is refused.   Cost: O(members).
local refusal = refusal_in(ARGV[1], ARGV[2])
if refusal then return refusal end
if not is_room(redis.call('HGET', KEYS[1], 'v')) then return { 'forbidden' } end
owe_of_room(ARGV[1], 'room:delete', {})
local people = redis.call('HKEYS', KEYS[2])
for _, uid in ipairs(redis.call('HKEYS', KEYS[4])) do people[#people + 1] = uid end
redis.call('HSET', KEYS[1], 'v', 'ended')
redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4])
redis.call('HINCRBY', KEYS[1], 'g', 1)
-- Nobody is named: every feed asks who still belongs to it.
announce_members('')
return { 'deleted', redis.call('HGET', KEYS[1], 'f'), people }
