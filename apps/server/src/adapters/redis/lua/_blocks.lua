--- include: _conversation
-- Whether the other one of a direct conversation has blocked her. `r`: who has blocked the other → 1 or 0, space, number of that act among hers.
local function is_blocked(uid)
  local acts = redis.call('HGETALL', home .. 'r')
  for n = 1, #acts, 2 do
    if acts[n] ~= uid and string.sub(acts[n + 1], 1, 1) == '1' then return true end
  end
  return false
end
