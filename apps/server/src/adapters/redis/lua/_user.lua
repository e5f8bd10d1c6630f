-- Shared by the scripts of a user. KEYS[1] is `{id}:u` (rev, facts), which is also her channel; KEYS[2] her inbox; KEYS[3] departures.
-- An inbox entry: role (m member, i invited), read, epoch of the mark, gained at (µs), rev when gained, rev of its last step.
local function entry_of(conversation)
  local json = redis.call('HGET', KEYS[2], conversation)
  return json and cjson.decode(json) or nil
end

local function micros()
  local time = redis.call('TIME')
  return time[1] .. string.sub('000000' .. time[2], -6)
end

local function step(conversation, entry, what)
  local rev = redis.call('HINCRBY', KEYS[1], 'rev', 1)
  if entry then
    if what.added then entry[4] = micros() entry[5] = rev end
    entry[6] = rev
    redis.call('HSET', KEYS[2], conversation, cjson.encode(entry))
    redis.call('HDEL', KEYS[3], conversation)
  else
    redis.call('HDEL', KEYS[2], conversation)
    redis.call('HSET', KEYS[3], conversation, rev)
  end
  what.prev = rev - 1
  what.rev = rev
  redis.call('SPUBLISH', KEYS[1], cjson.encode({ kind = 'inbox', step = what }))
end
