--- include: _kept
--- include: _owed_due
-- Keeps something for a person, and tells her devices.
-- KEYS  u, k and the kind, ke, t8, due   ARGV  kind, key, JSON, when it is due (ms) or '', rev that is expected or '', things of the kind at most, name of the task,
--       what is told besides (JSON, with a comma before it)
-- Answer  { 'kept', rev }, { 'other', the thing as of kept-find } or { 'too-many' }.   Atomic. With an expected rev a repeat answers 'other'.
local kind, key, due = ARGV[1], ARGV[2], ARGV[4]
local before = thing_of(key)
if ARGV[5] ~= '' and ARGV[5] ~= (before and before[1] or '0') then return { 'other', before or {} } end
if not before and redis.call('HLEN', KEYS[2]) - redis.call('HEXISTS', KEYS[2], '#') >= tonumber(ARGV[6]) then return { 'too-many' } end
redis.call('EXISTS', KEYS[3], KEYS[4], KEYS[5])
-- By the clock, so that a failover that loses the last one gives its number to nobody else.
local rev = string.format('%d', math.max(tonumber(redis.call('HGET', KEYS[2], '#') or '0') + 1, now_ms()))
redis.call('HSET', KEYS[2], '#', rev, key, rev .. ' ' .. due .. ' ' .. ARGV[3])
if due == '' then
  redis.call('ZREM', KEYS[3], kind .. ' ' .. key)
else
  redis.call('ZADD', KEYS[3], due, kind .. ' ' .. key)
  owed_due(KEYS[#KEYS - 1], ARGV[7], math.max(tonumber(due), now_ms()))
end
tell(kind, key, ARGV[8])
return { 'kept', rev }
