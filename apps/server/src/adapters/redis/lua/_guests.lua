--- include: _bans
-- A guest has a new session, and with it a new id, whenever she likes. What binds her binds guests of her folded name, and for a day those who come from her address. In `v`:
-- `=UID` → the address from which a guest joined; KIND `n:NAME` and KIND `p:ADDRESS` → whose it is, a space, and the sanction as in `b`; KIND `=UID` → those fields, a newline after each. KIND: b or m.
local function forget_look(kind, uid)
  local fields = redis.call('HGET', base .. 'v', kind .. '=' .. uid)
  if not fields then return end
  for field in string.gmatch(fields, '[^\n]+') do
    if string.match(redis.call('HGET', base .. 'v', field) or '', '^%S+') == uid then redis.call('HDEL', base .. 'v', field) end
  end
  redis.call('HDEL', base .. 'v', kind .. '=' .. uid)
end

-- `name`: '' for who is no guest.
local function bind_look(kind, uid, name, ends, by, reason, bound_ms)
  forget_look(kind, uid)
  if name == '' then return end
  local fields = kind .. 'n:' .. name .. '\n'
  redis.call('HSET', base .. 'v', kind .. 'n:' .. name, uid .. ' ' .. sanction(ends, by, reason))
  local network = redis.call('HGET', base .. 'v', '=' .. uid)
  if network then
    local day = now_ms() + bound_ms
    redis.call('HSET', base .. 'v', kind .. 'p:' .. network, uid .. ' ' .. sanction(ends == 0 and day or math.min(ends, day), by, reason))
    fields = fields .. kind .. 'p:' .. network .. '\n'
  end
  redis.call('HSET', base .. 'v', kind .. '=' .. uid, fields)
end

-- The sanction of another guest that binds this one, as in `b`; or nil.
local function binding(kind, uid, name, network)
  for _, field in ipairs({ kind .. 'n:' .. name, kind .. 'p:' .. network }) do
    local of, value = string.match(redis.call('HGET', base .. 'v', field) or '', '^(%S+) (.*)$')
    local ends = value and tonumber(string.match(value, '^%d+'))
    if ends and ends > 0 and ends <= now_ms() then
      redis.call('HDEL', base .. 'v', field)
    elseif of and of ~= uid then
      return value
    end
  end
end
