-- Microseconds since the epoch by the shard's own clock, as text.
local function micros()
  local time = redis.call('TIME')
  return time[1] .. string.sub('000000' .. time[2], -6)
end

-- Likewise in milliseconds, as a number.
local function now_ms() return tonumber(string.sub(micros(), 1, -4)) end
