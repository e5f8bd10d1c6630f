--- include: _clock
-- KEYS  fp, fc, fe, ff, fr, fa   ARGV  id
-- Answer  { 'sent', conversation }, { 'shown', who shows it, space, file as JSON }, { 'unsent', file as JSON or '', conversation or '', pieces or '', when it expires (ms) }, or nothing.
local sent = redis.call('HGET', KEYS[4], ARGV[1])
if sent then return { 'sent', sent } end
local shown = redis.call('HGET', KEYS[6], ARGV[1])
if shown then return { 'shown', shown } end
local ends = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not ends or tonumber(ends) <= now_ms() then return false end
return { 'unsent', redis.call('HGET', KEYS[1], ARGV[1]) or '', redis.call('HGET', KEYS[2], ARGV[1]) or '', redis.call('HGET', KEYS[5], ARGV[1]) or '', ends }
