-- When the last of a user's sessions ends (ms), or nil where there is none. KEYS[2] is `{id}:s`.
local function last_end()
  local latest = nil
  for _, session in ipairs(redis.call('HVALS', KEYS[2])) do
    local ends = tonumber(string.match(session, '^%d+'))
    if not latest or ends > latest then latest = ends end
  end
  return latest
end
