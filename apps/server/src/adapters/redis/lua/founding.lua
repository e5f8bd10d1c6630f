-- The token that makes the first owner, and who that is. What is given stands from now on where there is none yet.
-- KEYS  founding   ARGV  token or '', owner or ''   Answer  { token, owner }, '' where there is none.   Atomic; repeating it changes nothing.
local kept = redis.call('HMGET', KEYS[1], 'token', 'owner')
local token, owner = kept[1] or ARGV[1], kept[2] or ARGV[2]
-- Written also where it stood already, so that WAIT covers what is answered.
if token ~= '' then redis.call('HSET', KEYS[1], 'token', token) end
if owner ~= '' then redis.call('HSET', KEYS[1], 'owner', owner) end
return { token, owner }
