--- include: _clock
-- Something was said or changed in the thread under `root`: whoever knows the parent up to an earlier mark has to look at it (`tz`, `tm`). However much happens in threads, whoever hears the
-- parent is told at most once a second that there is something to look at. `removals`, `told`: `g` and `tp` of the parent's facts. The caller has touched `tz`.
-- A failover may take back marks that were told already: another master (`tb`) goes on beyond all that can have been told, so that no mark is given to what comes after it.
local function thread_moved(root, removals, told)
  local master = string.sub(redis.call('CLUSTER', 'MYID'), 1, 8)
  local by = redis.call('HGET', home .. 'c', 'tb')
  if by ~= master then redis.call('HSET', home .. 'c', 'tb', master) end
  redis.call('ZADD', home .. 'tz', redis.call('HINCRBY', home .. 'c', 'tm', (not by or by == master) and 1 or 1000), root)
  local now = now_ms()
  if told and math.abs(now - tonumber(told)) < 1000 then return end
  redis.call('HSET', home .. 'c', 'tp', string.format('%d', now))
  redis.call('SPUBLISH', home .. 'c', '{"kind":"threads","removals":' .. removals .. '}')
end
