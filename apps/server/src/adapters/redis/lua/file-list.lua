--- include: _rights
--- include: _first
--- include: _entries
-- Files that a conversation holds, the newest message first, for who may read; checked in the same step.
-- KEYS  c   ARGV  user id, letter of a type or '', place after which to go on or '', how many, how many to look at
-- Answer  { 'page', rows { id, seq, entry, author }, place after which there is more or '', blocks that are to be read }, { 'forbidden' } or { 'refused', visibility }.   Cost: O(looked at).
local refusal = refusal_in(ARGV[1], to_read)
if refusal then return refusal end
local facts = redis.call('HMGET', KEYS[1], 'l', 'sj')
local lowest = string.format('%d', 16 * first_for(redis.call('HGET', base .. 'm', ARGV[1]), facts[1], facts[2]))
local highest = ARGV[3] == '' and '+inf' or '(' .. ARGV[3]
local limit, left = tonumber(ARGV[4]), tonumber(ARGV[5])
local rows, place, is_full = {}, '', false
repeat
  local found = redis.call('ZREVRANGEBYSCORE', base .. 'q', highest, lowest, 'WITHSCORES', 'LIMIT', 0, 100)
  for n = 1, #found, 2 do
    if #rows == limit then
      is_full = true
      break
    end
    place, left = found[n + 1], left - 1
    if ARGV[2] == '' or string.sub(found[n], 1, 1) == ARGV[2] then
      local seq = string.format('%d', math.floor(tonumber(place) / 16))
      local entry = look_at_entry(seq)
      rows[#rows + 1] = { string.sub(found[n], 2), seq, entry, redis.call('HGET', base .. 'a', string.sub(entry, 1, 3)) }
    end
  end
  if not is_full and #found < 200 then return { 'page', rows, '', cold } end
  highest = '(' .. place
until is_full or left <= 0
return { 'page', rows, place, cold }
