-- KEYS  u, s, d   ARGV  session id, now, hash of the secret that was sent, hash of the new one or '' to ask only, least age of the present one (ms),
-- how long the former counts (ms)
-- Gives the session another secret; the former counts until the new one's first use and a while more (session-use). Answer  1, or 0 where it is too early.
local session = redis.call('HGET', KEYS[2], ARGV[1])
if not session or tonumber(string.match(session, '^%d+')) <= tonumber(ARGV[2]) then return 0 end
local json = redis.call('HGET', KEYS[3], ARGV[1])
local beginning = json and cjson.decode(json) or { agent = '', key = ARGV[3] }
local age = tonumber(ARGV[2]) - (beginning.rot or beginning.at or 0)
if beginning.key == ARGV[3] then
  if age < tonumber(ARGV[5]) then return 0 end
  beginning.old = ARGV[3]
-- The answer with the new one was lost. Another tab's may still be under way.
elseif beginning.old ~= ARGV[3] or beginning.til or age < tonumber(ARGV[6]) then
  return 0
end
if ARGV[4] == '' then return 1 end
beginning.key, beginning.til, beginning.rot = ARGV[4], nil, math.floor(tonumber(ARGV[2]))
redis.call('HSET', KEYS[3], ARGV[1], cjson.encode(beginning))
return 1
