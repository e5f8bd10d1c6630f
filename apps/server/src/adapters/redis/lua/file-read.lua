--- include: _rights
--- include: _first
--- include: _entries
-- A file that a message holds, for who may read that; checked in the same step.   KEYS  c   ARGV  user id, file's id
-- Answer  { 'file', seq, entry, author, overlay as JSON or '', the block that is to be read for it }, { 'unclaimed' }, { 'forbidden' } or { 'refused', visibility }
local refusal = refusal_in(ARGV[1], to_read)
if refusal then return refusal end
local facts = redis.call('HMGET', KEYS[1], 'l', 'sj')
local seq = redis.call('HGET', base .. 'f', ARGV[2])
if not seq or tonumber(seq) < first_for(redis.call('HGET', base .. 'm', ARGV[1]), facts[1], facts[2]) then return { 'unclaimed' } end
local entry = look_at_entry(seq)
if not entry then return { 'unclaimed' } end
local overlay = redis.call('HGET', base .. 'o', seq)
return { 'file', seq, entry, redis.call('HGET', base .. 'a', string.sub(entry, 1, 3)), overlay or '', cold }
