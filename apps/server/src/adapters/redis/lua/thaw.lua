--- include: _fold
-- Brings a message back from its block, since it is about to change: all that hangs on it stands here again.
-- KEYS  c, o, due   ARGV  seq, number of its block, hash of the block's bytes, when that is to be written anew (ms from now), entry, overlay as JSON or '', how many former texts, they, then of each mark: mark, how many
--       chose it, rev and user of each
-- Answer  'here' or 'moved'.   Atomic; a repeat changes nothing.   Cost: O(who chose something).
local seq = ARGV[1]
if redis.call('HEXISTS', KEYS[2], 'z' .. seq) == 1 or not is_cold(seq) then return 'here' end
if redis.call('HGET', base .. 'sb', ARGV[2]) ~= ARGV[3] then return 'moved' end
touch_blocks()
redis.call('EXISTS', base .. 'n:' .. seq)
local texts = tonumber(ARGV[7])
local at = 8 + texts
while at <= #ARGV do
  redis.call('EXISTS', base .. 'x:' .. seq .. ':' .. ARGV[at])
  at = at + 2 + 2 * tonumber(ARGV[at + 1])
end
redis.call('HSET', KEYS[2], 'z' .. seq, ARGV[5])
if ARGV[6] ~= '' then redis.call('HSET', KEYS[2], seq, ARGV[6]) end
for n = 8, 7 + texts do redis.call('RPUSH', base .. 'n:' .. seq, ARGV[n]) end
at = 8 + texts
while at <= #ARGV do
  for n = at + 2, at + 2 * tonumber(ARGV[at + 1]), 2 do redis.call('ZADD', base .. 'x:' .. seq .. ':' .. ARGV[at], ARGV[n], ARGV[n + 1]) end
  at = at + 2 + 2 * tonumber(ARGV[at + 1])
end
fold_at(tonumber(ARGV[2]), now_ms() + tonumber(ARGV[4]))
return 'here'
