--- include: _clock
-- One more piece of an upload.   KEYS  fr, fe   ARGV  id, offset, bytes, hash, most pieces
-- Answer  'added', 'elsewhere' (it begins at another place), 'full', 'gone'.   Atomic.
local ends = redis.call('ZSCORE', KEYS[2], ARGV[1])
local record = redis.call('HGET', KEYS[1], ARGV[1])
if not record or not ends or tonumber(ends) <= now_ms() then return 'gone' end
local bytes, offset, pieces, rest = string.match(record, '^(%d+) (%d+) (%d+)(.*)$')
if offset ~= ARGV[2] then return 'elsewhere' end
if tonumber(pieces) >= tonumber(ARGV[5]) then return 'full' end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%s %d %d', bytes, tonumber(offset) + tonumber(ARGV[3]), tonumber(pieces) + 1)
  .. rest .. '\n' .. ARGV[3] .. ' ' .. ARGV[4])
return 'added'
