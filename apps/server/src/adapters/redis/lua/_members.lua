--- include: _conversation
-- A member's value in `m`: role (o owner, d moderator, a member with an account, m member without), seq at which she joined, space, when (µs). Her place
-- in `n`, the list by role and then by joining: 0 for owners, 0m for moderators or 1, when (16 digits), NUL, her id.
-- 'o', 'd', 'a', 'm' as above, 'i' invited, '' nothing.
local function role_of(uid)
  local member = redis.call('HGET', home .. 'm', uid)
  if member then return string.sub(member, 1, 1) end
  if redis.call('HEXISTS', home .. 'i', uid) == 1 then return 'i' end
  return ''
end

local list_ranks = { o = '0', d = '0m' }
local function place_of(uid, member)
  return (list_ranks[string.sub(member, 1, 1)] or '1') .. string.match(member, '%d+$') .. '\0' .. uid
end

local function put_member(uid, role, seq, at)
  local member = role .. seq .. ' ' .. string.sub('0000000000000000' .. at, -16)
  redis.call('HSET', home .. 'm', uid, member)
  redis.call('HDEL', KEYS[1], 'z')
  redis.call('ZADD', home .. 'n', 0, place_of(uid, member))
end

-- Gives a member another role.
local function set_role(uid, role)
  local member = redis.call('HGET', home .. 'm', uid)
  redis.call('ZREM', home .. 'n', place_of(uid, member))
  member = role .. string.sub(member, 2)
  redis.call('HSET', home .. 'm', uid, member)
  redis.call('ZADD', home .. 'n', 0, place_of(uid, member))
end

local function drop_member(uid)
  redis.call('ZREM', home .. 'n', place_of(uid, redis.call('HGET', home .. 'm', uid)))
  redis.call('HDEL', home .. 'm', uid)
  redis.call('HINCRBY', KEYS[1], 'g', 1)
end

-- A room that has members has an owner: where there is none, the moderator who joined first becomes one, else the member with an account, else the one without.
-- Answers her id, '' where nothing had to be done.   Cost: O(members) where nobody has an account.
local function ensure_owner()
  local first = redis.call('ZRANGE', home .. 'n', 0, 0)[1]
  if not first or string.find(first, '^0%d') then return '' end
  local heir = string.match(first, '%z(.*)$')
  if string.sub(first, 1, 1) == '1' then
    local from, found = 0, false
    repeat
      local places = redis.call('ZRANGE', home .. 'n', from, from + 199)
      for _, place in ipairs(places) do
        local uid = string.match(place, '%z(.*)$')
        if not found and string.sub(redis.call('HGET', home .. 'm', uid), 1, 1) == 'a' then
          heir, found = uid, true
        end
      end
      from = from + 200
    until found or #places < 200
  end
  set_role(heir, 'o')
  return heir
end
