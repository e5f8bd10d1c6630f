--- include: _files_due
-- A file is about to be uploaded.   KEYS  fp, fe, fq, fr, t4, due   ARGV  id, bytes, bytes that a day allows, files that may wait, ms until it expires, what is said of one that comes in pieces as JSON, or ''
-- Answer  { 'begun' }, { 'over-quota', ms until the next day }, { 'too-many', ms }.   Atomic; a repeat counts twice.
local day_ms = 86400000
local now = now_ms()
local today = math.floor(now / day_ms)
local counted = redis.call('HMGET', KEYS[3], 'day', 'bytes')
local before = counted[1] == string.format('%d', today) and tonumber(counted[2]) or 0
if before + tonumber(ARGV[2]) > tonumber(ARGV[3]) then return { 'over-quota', (today + 1) * day_ms - now } end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return { 'too-many', ARGV[5] } end
redis.call('HSET', KEYS[3], 'day', string.format('%d', today), 'bytes', string.format('%d', before + tonumber(ARGV[2])))
redis.call('PEXPIRE', KEYS[3], 2 * day_ms)
redis.call('HSET', KEYS[1], ARGV[1], '')
if ARGV[6] ~= '' then redis.call('HSET', KEYS[4], ARGV[1], ARGV[2] .. ' 0 0\n' .. ARGV[6]) end
redis.call('ZADD', KEYS[2], now + tonumber(ARGV[5]), ARGV[1])
files_due(now + tonumber(ARGV[5]))
return { 'begun' }
