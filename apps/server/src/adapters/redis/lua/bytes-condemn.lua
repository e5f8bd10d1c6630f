--- include: _files
-- What nothing holds any more: from now on it is given to nobody.   KEYS  c, f, z   ARGV  how many   Answer  { hashes, ids of files that were deleted }
-- Atomic; a repeat answers the same until it is cleared.
local hashes, ids = {}, {}
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now_ms(), 'LIMIT', 0, ARGV[1])) do
  if string.sub(name, 1, 1) ~= '#' then ids[#ids + 1] = name
  elseif tonumber(redis.call('HGET', KEYS[2], name) or '0') > 0 then redis.call('ZREM', KEYS[3], name)
  else
    redis.call('HSET', KEYS[2], name, -1)
    hashes[#hashes + 1] = string.sub(name, 2)
  end
end
return { hashes, ids }
