-- KEYS  u, s, d   ARGV  session id, now, new end or '', hash of the secret or '', how long a former secret counts beside the new one (ms)
-- Answer  { end, kind, her profile (JSON) }, or nothing where it has ended, or has another secret by now. The end moves when that is later by more than an
-- hour or a tenth of what is left, and never beyond the bound that the session began with.
local session = redis.call('HGET', KEYS[2], ARGV[1])
if not session then return false end
local ends, kind = string.match(session, '^(%d+) (.*)$')
local now, left = tonumber(ARGV[2]), tonumber(ends) - tonumber(ARGV[2])
if left <= 0 then return false end
local json = redis.call('HGET', KEYS[3], ARGV[1])
local beginning = json and cjson.decode(json) or {}
if ARGV[4] ~= '' and beginning.key and beginning.key ~= ARGV[4] then
  if beginning.old ~= ARGV[4] or now >= (beginning.til or math.huge) then return false end
elseif ARGV[4] ~= '' and beginning.old and not beginning.til then
  -- The first use of a new secret.
  beginning.til = now + tonumber(ARGV[5])
  redis.call('HSET', KEYS[3], ARGV[1], cjson.encode(beginning))
end
if ARGV[3] ~= '' then
  local wanted = math.min(tonumber(ARGV[3]), beginning.by or math.huge)
  if wanted - tonumber(ends) > math.min(left / 10, 3600000) then
    ends = string.format('%d', wanted)
    redis.call('HSET', KEYS[2], ARGV[1], ends .. ' ' .. kind)
  end
end
return { ends, kind, redis.call('HGET', KEYS[1], 'user') or '' }
