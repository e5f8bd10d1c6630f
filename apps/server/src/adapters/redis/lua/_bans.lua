--- include: _conversation
--- include: _clock
--- include: _owe
-- Somebody's value in `b`, or in `s`: when it ends (ms, 0 for never), when it began (ms), who did it, spaces between, and, after one more, why, if that is known.
local function is_banned(uid)
  local ban = redis.call('HGET', base .. 'b', uid)
  local ends = ban and tonumber(string.match(ban, '^%d+'))
  return ends and (ends == 0 or ends > now_ms()) or false
end

local function sanction(ends, by, reason)
  return string.format('%d %d ', ends, now_ms()) .. by .. (reason ~= '' and ' ' .. reason or '')
end

-- Whether the hash holds `most` that are not over. Those that are over go, when there are so many, and `dropped` is told of each.
local function is_full(key, uid, most, dropped)
  if redis.call('HLEN', key) < most or redis.call('HEXISTS', key, uid) == 1 then return false end
  local all, now = redis.call('HGETALL', key), now_ms()
  for n = 1, #all, 2 do
    local ends = tonumber(string.match(all[n + 1], '^%d+'))
    if ends > 0 and ends <= now then
      redis.call('HDEL', key, all[n])
      if dropped then dropped(all[n], all[n + 1]) end
    end
  end
  return redis.call('HLEN', key) >= most
end

-- The record of a mute or ban that begins (`ends`: ms, 0 for never) or is lifted (nil). `before`: the value that was there, or false. Said again as it was, or lifted where there is none,
-- it is no act.
local function owe_sanction(act, by, uid, before, ends, reason)
  local was, who, why = string.match(before or '', '^(%d+) %d+ (%S+) ?(.*)$')
  was = tonumber(was)
  if was and was > 0 and was <= now_ms() then was = nil end
  if not was and not ends then return end
  if was and was == ends and who == by and why == reason then return end
  local about = { user = uid, reason = reason ~= '' and reason or nil }
  if was then about.before = { ['until'] = was > 0 and was or cjson.null } end
  if ends then about.after = { ['until'] = ends > 0 and ends or cjson.null } end
  owe_of_room(by, act, about)
end
