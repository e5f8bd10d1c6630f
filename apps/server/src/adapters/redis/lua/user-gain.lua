--- include: _user
-- KEYS  u, i, g   ARGV  conversation, role, read, epoch, '1' to tell it again even if she has it
-- Answer  { read, epoch of the mark, '1' if she did not have it or it was told again }, or nothing where she has been taken away, or is deactivated.   Atomic; without the last it changes nothing where she has it.
local who = redis.call('HMGET', KEYS[1], 'user', 'gone', 'off')
if not who[1] or who[2] or string.match(who[3] or '', ' 1$') then return false end
local entry = entry_of(ARGV[1])
if entry and (entry[1] == 'm' or ARGV[2] == 'i') and ARGV[5] ~= '1' then
  redis.call('HSET', KEYS[2], ARGV[1], cjson.encode(entry))
  return { tostring(entry[2]), entry[3], '0' }
end
step(ARGV[1], { ARGV[2], tonumber(ARGV[3]), ARGV[4], '0', 0, 0 }, { added = ARGV[1] })
return { ARGV[3], ARGV[4], '1' }
