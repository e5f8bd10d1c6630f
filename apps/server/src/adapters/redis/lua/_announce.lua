--- include: _conversation
local function announce(json) redis.call('SPUBLISH', base .. 'c', json) end

local function announce_members(extra)
  announce('{"kind":"members","removals":' .. redis.call('HGET', KEYS[1], 'g')
    .. ',"members":' .. redis.call('HLEN', base .. 'm') .. extra .. '}')
end
