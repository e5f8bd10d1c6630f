--- include: _conversation
-- 'o' owner, 'm' member, 'i' invited, '' nothing.
local function role_of(uid)
  local member = redis.call('HGET', base .. 'm', uid)
  if member then return string.sub(member, 1, 1) end
  if redis.call('HEXISTS', base .. 'i', uid) == 1 then return 'i' end
  return ''
end
