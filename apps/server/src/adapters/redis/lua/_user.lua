--- include: _clock
-- Shared by the scripts of a user. KEYS[1] is `{id}:u` (rev, by, jump, facts), which is also her channel; KEYS[2] her inbox; KEYS[3] departures:
-- the rev of each, then, where it is known, why and who did it.
-- An inbox entry: role (m member, i invited, t follows the thread), read, epoch of the mark, gained at (µs), rev when gained, rev of its last step, and, once
-- it changed in another way than by its log, the rev of that.
local function entry_of(conversation)
  local json = redis.call('HGET', KEYS[2], conversation)
  return json and cjson.decode(json) or nil
end

-- A failover may take back steps that were told already, and give their numbers to others. So another master goes on beyond all that can have
-- been told; the numbers left out are kept (`jump`): whoever stands among them held what is gone.
local beyond = 1000
local function next_rev()
  local master = string.sub(redis.call('CLUSTER', 'MYID'), 1, 8)
  local held = redis.call('HMGET', KEYS[1], 'rev', 'by')
  local rev = tonumber(held[1] or '0')
  if held[2] == master then return rev, rev + 1 end
  redis.call('HSET', KEYS[1], 'by', master)
  if not held[2] then return rev, rev + 1 end
  redis.call('HSET', KEYS[1], 'jump', string.format('%d %d', rev, rev + beyond))
  return rev, rev + beyond
end

-- Threads of a conversation have its letter, what follows that in its id, and 15 characters more in theirs: whoever loses it loses them with it.
local function lose_threads(conversation)
  local beginning = 't_' .. string.sub(conversation, 1, 1) .. string.sub(conversation, 3)
  for _, id in ipairs(redis.call('HKEYS', KEYS[2])) do
    if #id == #beginning + 15 and string.sub(id, 1, #beginning) == beginning then redis.call('HDEL', KEYS[2], id) end
  end
end

local function step(conversation, entry, what)
  local prev, rev = next_rev()
  redis.call('HSET', KEYS[1], 'rev', string.format('%d', rev))
  if entry then
    if what.added then entry[4] = micros() entry[5] = rev end
    entry[6] = rev
    if what.entry then entry[7] = rev end
    redis.call('HSET', KEYS[2], conversation, cjson.encode(entry))
    redis.call('HDEL', KEYS[3], conversation)
  else
    lose_threads(conversation)
    redis.call('HDEL', KEYS[2], conversation)
    local departure = string.format('%d', rev)
    if what.why then departure = departure .. ' ' .. what.why end
    if what.by then departure = departure .. ' ' .. what.by end
    redis.call('HSET', KEYS[3], conversation, departure)
  end
  what.prev = prev
  what.rev = rev
  redis.call('SPUBLISH', KEYS[1], cjson.encode({ kind = 'inbox', step = what }))
end

-- Lets her follow a thread, having read up to `read`; nothing where she has it, or not its parent. The one that she has followed for longest goes where she would follow more than `most`.
local function follow(id, parent, read, epoch, most)
  local outer = entry_of(parent)
  if not outer or outer[1] ~= 'm' or redis.call('HEXISTS', KEYS[2], id) == 1 then return false end
  step(id, { 't', tonumber(read), epoch, '0', 0, 0 }, { added = id })
  if redis.call('HLEN', KEYS[2]) <= tonumber(most) then return true end
  local count, oldest, since = 0, nil, nil
  for _, other in ipairs(redis.call('HKEYS', KEYS[2])) do
    if string.sub(other, 1, 2) == 't_' then
      count = count + 1
      local gained = tonumber(entry_of(other)[4])
      if not since or gained < since then oldest, since = other, gained end
    end
  end
  if count > tonumber(most) then step(oldest, nil, { removed = oldest, why = 'left' }) end
  return true
end
