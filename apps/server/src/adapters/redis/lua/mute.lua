--- include: _announce
--- include: _rights
--- include: _guests
-- Mutes somebody until a time, or lifts that, and announces it.
-- KEYS  c, m, s, v, and those of _owe   ARGV  who asks, who is muted, rights that whoever asks needs, when it ends (ms; 0 to lift it), why or '', mutes kept, folded name of a guest or '', how long her address is bound (ms), id of the record
-- Answer  { 'muted' }, { 'not-lower' }, { 'too-many' }, { 'forbidden' } or { 'refused', visibility }.   Atomic; it holds for her very next act.
local by, uid, ends = ARGV[1], ARGV[2], tonumber(ARGV[4])
local refusal = refusal_against(by, uid, ARGV[3])
if refusal then return refusal end
local before = redis.call('HGET', KEYS[3], uid)
if ends <= now_ms() then
  owe_sanction('room:mute', by, uid, before, nil, '')
  redis.call('HDEL', KEYS[3], uid)
  forget_look('m', uid)
elseif is_full(KEYS[3], uid, tonumber(ARGV[6])) then
  return { 'too-many' }
else
  owe_sanction('room:mute', by, uid, before, ends, ARGV[5])
  redis.call('HSET', KEYS[3], uid, sanction(ends, by, ARGV[5]))
  bind_look('m', uid, ARGV[7], ends, by, ARGV[5], tonumber(ARGV[8]))
end
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('HSET', KEYS[1], 'mu', '1') else redis.call('HDEL', KEYS[1], 'mu') end
-- Written in any case, so that WAIT covers what is answered.
redis.call('HSET', KEYS[1], 'v', redis.call('HGET', KEYS[1], 'v'))
announce('{"kind":"standing","user":"' .. uid .. '"}')
return { 'muted' }
