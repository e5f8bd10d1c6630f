--- include: _rights
--- include: _announce
--- include: _owe
-- Ends a room for everybody.
-- KEYS  c, m, n, i, dl, and those of _owe   ARGV  who asks, rights that she needs, for how long she may ask again (ms), id of the record
-- Answer  { 'deleted', facts (JSON, '' once they are gone), ids of all who belonged to it or were invited }, { 'forbidden' } or { 'refused', visibility }
-- Atomic: from now on it does not exist for anybody. Whoever has done it is answered the same again, others are refused.   Cost: O(members).
if redis.call('HGET', KEYS[5], '') == ARGV[1] then
  -- Written again, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[5], '', ARGV[1])
  local again = {}
  for _, uid in ipairs(redis.call('HKEYS', KEYS[5])) do
    if uid ~= '' then again[#again + 1] = uid end
  end
  return { 'deleted', redis.call('HGET', KEYS[1], 'f') or '', again }
end
local refusal = refusal_in(ARGV[1], ARGV[2])
if refusal then return refusal end
if not is_room(redis.call('HGET', KEYS[1], 'v')) then return { 'forbidden' } end
owe_of_room(ARGV[1], 'room:delete', {})
local people = redis.call('HKEYS', KEYS[2])
local invited = redis.call('HKEYS', KEYS[4])
redis.call('HSET', KEYS[1], 'v', 'ended')
redis.call('RENAME', KEYS[2], KEYS[5])
for _, uid in ipairs(invited) do
  people[#people + 1] = uid
  redis.call('HSET', KEYS[5], uid, '')
end
redis.call('HSET', KEYS[5], '', ARGV[1])
redis.call('PEXPIRE', KEYS[5], ARGV[3])
redis.call('UNLINK', KEYS[3], KEYS[4])
redis.call('HINCRBY', KEYS[1], 'g', 1)
-- Nobody is named: every feed asks who still belongs to it.
announce_members('')
return { 'deleted', redis.call('HGET', KEYS[1], 'f'), people }
