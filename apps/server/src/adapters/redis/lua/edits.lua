--- include: _rights
--- include: _first
--- include: _entries
-- What a message said before it was edited.   KEYS  c   ARGV  user id, seq
-- Answer  { 'edits', entry, texts with the time of each, oldest first, as JSON, the block that is to be read for it }, { 'no-message' }, { 'forbidden' } or { 'refused', visibility }.
local uid, seq = ARGV[1], ARGV[2]
local refusal = refusal_in(uid, to_read)
if refusal then return refusal end
local head = redis.call('HMGET', KEYS[1], 'l', 'sj')
local entry = tonumber(seq) >= first_for(redis.call('HGET', home .. 'm', uid), head[1], not thread and head[2]) and look_at_entry(seq)
if not entry then return { 'no-message' } end
local overlay = redis.call('HGET', base .. 'o', seq)
if overlay and cjson.decode(overlay).d then return { 'no-message' } end
return { 'edits', entry, redis.call('LRANGE', base .. 'n:' .. seq, 0, -1), cold }
