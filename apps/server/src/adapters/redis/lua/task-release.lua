--- include: _task
-- Gives a task back: it is due at once.   Atomic; repeating it changes nothing.
if not is_held() then return 0 end
redis.call('HDEL', KEYS[1], 'l')
due_at(now_ms())
return 1
