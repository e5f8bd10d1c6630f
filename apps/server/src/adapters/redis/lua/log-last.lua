-- The highest number that a log has held, also of what was deleted since.   KEYS  l   Answer  the number, 0 where there is no log.
if redis.call('EXISTS', KEYS[1]) == 0 then return '0' end
local info = redis.call('XINFO', 'STREAM', KEYS[1])
for n = 1, #info, 2 do
  if info[n] == 'last-generated-id' then return string.match(info[n + 1], '^%d+') end
end
return '0'
