-- Shared by the scripts that change a profile. KEYS[1] is `{id}:u`; `by`: the master that last changed it.
-- A failover may take back a state that was shown already: another master goes on beyond all that can have been shown, so that no two states
-- have one number.
local function put_profile(profile, by)
  local master = string.sub(redis.call('CLUSTER', 'MYID'), 1, 8)
  profile.rev = profile.rev + ((by and by ~= master) and 1000 or 1)
  local json = cjson.encode(profile)
  redis.call('HSET', KEYS[1], 'user', json, 'user_by', master)
  return json
end
