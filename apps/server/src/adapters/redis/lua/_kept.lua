--- include: _clock
-- Shared by the scripts of what a person keeps. KEYS[1] is `{id}:u`, her channel; KEYS[2] the things of one kind: key → rev, space, when it is due (ms, or nothing),
-- space, JSON; and `#`, the last rev. KEYS[3] is what is due, by when: kind, space, key.
local function thing_of(key)
  local value = redis.call('HGET', KEYS[2], key)
  if not value then return nil end
  local rev, due, json = string.match(value, '^(%d+) (%d*) (.*)$')
  return { rev, due, json }
end

local function tell(kind, key, told)
  redis.call('SPUBLISH', KEYS[1], '{"kind":"kept","of":"' .. kind .. '","key":' .. cjson.encode(key) .. told .. '}')
end
