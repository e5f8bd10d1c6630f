--- include: _members
-- Notes that a plain member of a room has made an account.
-- KEYS  c, m, n   ARGV  user id   Answer  1 where she is a plain member of a room, else 0.   Atomic, idempotent.
local role = role_of(ARGV[1])
if (role ~= 'm' and role ~= 'a') or not is_room(redis.call('HGET', KEYS[1], 'v')) then return 0 end
set_role(ARGV[1], 'a')
return 1
