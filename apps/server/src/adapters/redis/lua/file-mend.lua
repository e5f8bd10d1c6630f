-- Files of hers are the conversation's, where nothing else is known of them. An upload on its way there is left to whoever brings it.
-- KEYS  u, ff, fe   ARGV  conversation, ids   Answer  how many were not known.   Atomic, idempotent.
local mended = 0
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
for n = 2, #ARGV do
  if not redis.call('ZSCORE', KEYS[3], ARGV[n]) then mended = mended + redis.call('HSETNX', KEYS[2], ARGV[n], ARGV[1]) end
end
return mended
