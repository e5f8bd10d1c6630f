-- An invitation is no more.   KEYS  invitation   Answer  1.   Atomic; repeating it changes nothing.
redis.call('DEL', KEYS[1])
return 1
