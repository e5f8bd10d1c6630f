-- Somebody uses an invitation: counted once for each person.   KEYS  invitation   ARGV  user id, a word of this attempt, now (ms)
-- Answer  { what it is (JSON), how often it was used, '1' where this attempt has counted, else '0' }, or nothing where she cannot.   Atomic; repeating it changes nothing.
local kept = redis.call('HMGET', KEYS[1], 'is', 'uses', 'until', 'used', 'p:' .. ARGV[1])
if not kept[1] or tonumber(kept[3]) <= tonumber(ARGV[3]) then return false end
local used = tonumber(kept[4] or 0)
if kept[5] then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'p:' .. ARGV[1], kept[5])
  return { kept[1], tostring(used), kept[5] == ARGV[2] and '1' or '0' }
end
if kept[2] ~= '' and used >= tonumber(kept[2]) then return false end
redis.call('HSET', KEYS[1], 'p:' .. ARGV[1], ARGV[2], 'used', used + 1)
return { kept[1], tostring(used + 1), '1' }
