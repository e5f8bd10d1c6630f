-- Adds records to the audit log, if it still ends where whoever made them believes. With none it only writes its end again, for WAIT to cover what is there.
-- KEYS  head, records, ids   ARGV  number of the last record before, hash of the last one now, then for each record: id, its text (JSON), and of what it is (room, user, who did it; '' where there is none)
-- Answer  'added' or 'moved'.   Atomic. A repeat finds the log moved, and the ids in it.
if (redis.call('HGET', KEYS[1], 'n') or '0') ~= ARGV[1] then return 'moved' end
local base = string.sub(KEYS[1], 1, -5)
-- All keys are touched before the first write: where one of them is being migrated, the script ends here.
for at = 3, #ARGV, 5 do
  for of = at + 2, at + 4 do if ARGV[of] ~= '' then redis.call('EXISTS', base .. 'of:' .. ARGV[of]) end end
end
local n = tonumber(ARGV[1])
for at = 3, #ARGV, 5 do
  n = n + 1
  local number = string.format('%d', n)
  redis.call('HSET', KEYS[2], number, ARGV[at + 1])
  redis.call('HSET', KEYS[3], ARGV[at], number)
  for of = at + 2, at + 4 do if ARGV[of] ~= '' then redis.call('ZADD', base .. 'of:' .. ARGV[of], n, number) end end
end
redis.call('HSET', KEYS[1], 'n', string.format('%d', n), 'hash', ARGV[2])
return 'added'
