--- include: _state
--- include: _rights
--- include: _bans
-- KEYS  c, i   ARGV  who invites, who is invited, rights that whoever invites needs
-- Answer  { 'invited' | 'member', state }, { 'banned' }, { 'forbidden' } or { 'refused', visibility }.   Atomic; repeating it changes nothing.
local refusal = refusal_in(ARGV[1], ARGV[3])
if refusal then return refusal end
if not is_room(redis.call('HGET', KEYS[1], 'v')) then return { 'forbidden' } end
if redis.call('HEXISTS', base .. 'm', ARGV[2]) == 1 then return { 'member', state_now() } end
if is_banned(ARGV[2]) then return { 'banned' } end
-- Whoever invited first has invited her: what she has read of it stays true.
redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[1])
return { 'invited', state_now() }
