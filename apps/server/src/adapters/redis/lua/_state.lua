-- Shared by the scripts of a conversation. KEYS[1] is always its facts and head (`{id}:c`), which is also its channel.
local base = string.sub(KEYS[1], 1, -2)

-- Facts, epoch, seq, last id, rev, last change, removals, seq at which the epoch began, activity (µs), members.
local function state_now()
  local state = redis.call('HMGET', KEYS[1], 'f', 'e', 'q', 'k', 'r', 'x', 'g', 'b', 't')
  state[10] = redis.call('HLEN', base .. 'm')
  return state
end

-- 'o' owner, 'm' member, 'i' invited, '' nothing.
local function role_of(uid)
  local member = redis.call('HGET', base .. 'm', uid)
  if member then return string.sub(member, 1, 1) end
  if redis.call('HEXISTS', base .. 'i', uid) == 1 then return 'i' end
  return ''
end

local function is_member(uid) return redis.call('HEXISTS', base .. 'm', uid) == 1 end

local function refused() return { 'refused', redis.call('HGET', KEYS[1], 'v') or '' } end

local function micros()
  local time = redis.call('TIME')
  return time[1] .. string.sub('000000' .. time[2], -6)
end

local function announce(json) redis.call('SPUBLISH', KEYS[1], json) end

local function announce_members(extra)
  announce('{"kind":"members","removals":' .. redis.call('HGET', KEYS[1], 'g')
    .. ',"members":' .. redis.call('HLEN', base .. 'm') .. extra .. '}')
end
