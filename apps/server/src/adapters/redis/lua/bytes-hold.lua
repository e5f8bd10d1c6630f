--- include: _files
--- include: _files_due
-- For a while these bytes are not taken away.   KEYS  c, m, f, z, t4, due   ARGV  user id, ms, hashes
-- Answer  'held', 'condemned', 'refused'.   Atomic, idempotent.
if not redis.call('HGET', KEYS[2], ARGV[1]) then return 'refused' end
for n = 3, #ARGV do
  if redis.call('HGET', KEYS[3], '#' .. ARGV[n]) == '-1' then return 'condemned' end
end
local ends = now_ms() + tonumber(ARGV[2])
for n = 3, #ARGV do
  redis.call('HSETNX', KEYS[3], '#' .. ARGV[n], 0)
  look_at('#' .. ARGV[n], ends)
end
files_due(ends)
return 'held'
