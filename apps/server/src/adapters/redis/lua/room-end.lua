--- include: _members
-- Ends a room that nobody has been in for long enough. A first look that finds it empty only notes since when it is.
-- KEYS  c, m, i   ARGV  now (ms), for how long it has to be empty where it never had a message (ms), and where it had one, or '' for never
-- Answer  { 'ended', facts (JSON), ids of those who were invited } where it has ended, now or before; { 'owner', who became one } where somebody is in it and nobody
-- was its owner, as in rooms of earlier versions; else nothing.
-- Atomic: from now on it does not exist for anybody. Repeating it changes nothing.
local head = redis.call('HMGET', KEYS[1], 'v', 'f', 'q', 'z')
if not head[1] or head[1] == 'direct' or head[1] == 'group' then return false end
if head[1] ~= 'ended' then
  if redis.call('EXISTS', KEYS[2]) == 1 then
    if head[4] then redis.call('HDEL', KEYS[1], 'z') end
    local heir = ensure_owner()
    return heir ~= '' and { 'owner', heir }
  end
  if not head[4] then redis.call('HSET', KEYS[1], 'z', ARGV[1]) end
  local wait = head[3] == '0' and ARGV[2] or ARGV[3]
  if wait == '' or tonumber(ARGV[1]) - tonumber(head[4] or ARGV[1]) < tonumber(wait) then return false end
  redis.call('HSET', KEYS[1], 'v', 'ended')
end
local invited = redis.call('HKEYS', KEYS[3])
redis.call('UNLINK', KEYS[3])
return { 'ended', head[2], invited }
