--- include: _conversation
--- include: _clock
-- For steps that are acts of power. Their record belongs into the audit log, which has a slot of its own: it is left here in the act's own step, and made due, so that
-- a node that dies in between loses nothing.
-- KEYS  …, j (what is owed), t2 (the task), due   ARGV  …, id of the record, by which the log knows one that is brought twice
-- `about`: user, seq, before, after, reason, as far as the act has them.
local function owe(by, act, about)
  about.id, about.by, about.act, about.at = ARGV[#ARGV], by, act, now_ms()
  redis.call('RPUSH', KEYS[#KEYS - 2], cjson.encode(about))
  -- Whoever is bringing over what was there before may have read it already: the task is due anew.
  redis.call('HDEL', KEYS[#KEYS - 1], 'l')
  redis.call('ZADD', KEYS[#KEYS], now_ms(), 'o2 ' .. string.match(home, '{(.-)}'))
end

local function owe_of_room(by, act, about)
  local facts = cjson.decode(redis.call('HGET', home .. 'c', 'f'))
  about.room = facts.id
  if facts.visibility == 'public' then about.name = facts.name end
  owe(by, act, about)
end
