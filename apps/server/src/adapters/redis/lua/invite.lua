--- include: _state
--- include: _members
-- KEYS  c, i   ARGV  who invites, who is invited
-- Answer  { 'invited' | 'member', state }, { 'forbidden' } or { 'refused', visibility }.   Atomic; repeating it changes nothing.
local visibility = redis.call('HGET', KEYS[1], 'v')
if not visibility then return { 'refused', '' } end
if not is_member(ARGV[1]) then return { 'refused', visibility } end
if visibility ~= 'private' then return { 'forbidden' } end
if is_member(ARGV[2]) then return { 'member', state_now() } end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
return { 'invited', state_now() }
