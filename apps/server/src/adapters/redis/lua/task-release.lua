--- include: _task
-- Gives a task back: it is due after a pause.   ARGV  …, ms   Atomic; repeating it changes nothing.
if not is_held() then return 0 end
redis.call('HDEL', KEYS[1], 'l')
due_at(now_ms() + tonumber(ARGV[3]))
return 1
