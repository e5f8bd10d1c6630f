--- include: _cold
-- Brings the root of a thread back from its block for so long, for those who ask whether it is there.   KEYS  c   ARGV  seq, number of its block, hash of the block's bytes, entry, ms   Answer  'here' or 'moved'.
if not is_cold(ARGV[1]) then return 'here' end
if redis.call('HGET', base .. 'sb', ARGV[2]) ~= ARGV[3] then return 'moved' end
redis.call('SET', base .. 'zr:' .. ARGV[1], ARGV[4], 'PX', ARGV[5])
return 'here'
