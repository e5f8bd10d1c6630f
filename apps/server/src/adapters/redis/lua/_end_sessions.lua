-- Ends all sessions of a user but `kept` and tells her devices. KEYS: her `u`, then `s` and `d` as given.
local function end_sessions(s, d, kept)
  local ended = {}
  for _, id in ipairs(redis.call('HKEYS', s)) do
    if id ~= kept then
      redis.call('HDEL', s, id)
      redis.call('HDEL', d, id)
      ended[#ended + 1] = id
    end
  end
  if #ended > 0 then redis.call('SPUBLISH', KEYS[1], cjson.encode({ kind = 'revoked', sessions = ended })) end
end
