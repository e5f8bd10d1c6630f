-- What was condemned is gone.   KEYS  f, z   ARGV  as in z   Atomic, idempotent.
for _, name in ipairs(ARGV) do
  if string.sub(name, 1, 1) ~= '#' or redis.call('HGET', KEYS[1], name) == '-1' then
    redis.call('HDEL', KEYS[1], name)
    redis.call('ZREM', KEYS[2], name)
  end
end
return 1
