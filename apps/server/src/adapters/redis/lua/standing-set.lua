--- include: _profile
--- include: _end_sessions
--- include: _owe
-- Deactivates somebody, or takes that back. Her sessions end in this step, and nothing gives her a conversation any more (user-gain) nor a session (session-put); her conversations have to be
-- told, which is due from this step on.
-- KEYS  u, s, d, t3 (that task), and those of _owe   ARGV  '1' to deactivate, act, who does it or '', whom, id of the record
-- Answer  { 'set' | 'as it was', profile (JSON) }, or nothing where there is no such user.   Atomic. Repeating it ends her sessions again, and changes nothing else.
local kept = redis.call('HMGET', KEYS[1], 'user', 'user_by', 'off')
if not kept[1] then return false end
local profile, wanted = cjson.decode(kept[1]), ARGV[1] == '1'
if wanted then end_sessions(KEYS[2], KEYS[3], '') end
-- Whoever has closed her account is called by her id, and stays gone.
if (profile.deactivated or false) == wanted or profile.username == ARGV[4] then
  -- Written all the same, so that WAIT covers what is answered.
  redis.call('HSET', KEYS[1], 'user', kept[1])
  return { 'as it was', kept[1] }
end
owe(ARGV[3] ~= '' and ARGV[3] or cjson.null, ARGV[2], { user = ARGV[4], before = { deactivated = not wanted }, after = { deactivated = wanted } })
profile.deactivated = wanted or nil
local version = tonumber(string.match(kept[3] or '', '^%d+') or '0') + 1
redis.call('HSET', KEYS[1], 'off', string.format('%d %d', version, wanted and 1 or 0))
redis.call('HDEL', KEYS[4], 'l')
redis.call('ZADD', KEYS[#KEYS], now_ms(), 'o3 ' .. ARGV[4])
return { 'set', put_profile(profile, kept[2]) }
