--- include: _entries
--- include: _files
-- Takes away what hangs on messages that are about to be written anew, and their entries where asked.   KEYS  c, o, f, q, tw, pe, pi   ARGV  per message: number, '1' where it was deleted
-- Only for whoever writes a whole store: nothing is announced.   Idempotent.   Cost: O(messages and what hangs on them, files of the conversation).
local held
for n = 1, #ARGV, 2 do
  local seq = ARGV[n]
  local entry, json = entry_at(seq), redis.call('HGET', KEYS[2], seq)
  local overlay = json and cjson.decode(json) or {}
  if entry then
    for _, called in ipairs(called_by(entry, overlay)) do redis.call('ZREMRANGEBYSCORE', base .. '@' .. called, seq, seq) end
  end
  for _, emoji in ipairs(overlay.x or {}) do redis.call('UNLINK', base .. 'x:' .. seq .. ':' .. emoji) end
  for option = 0, (overlay.v or 0) - 1 do redis.call('UNLINK', base .. 'x:' .. seq .. ':#' .. option) end
  redis.call('UNLINK', base .. 'n:' .. seq)
  redis.call('ZREM', KEYS[6], seq)
  redis.call('ZREM', KEYS[7], seq)
  redis.call('HDEL', KEYS[2], seq)
  held = held or redis.call('HGETALL', KEYS[3])
  for at = 1, #held, 2 do
    if held[at + 1] == seq and string.sub(held[at], 1, 1) ~= '#' then
      redis.call('HDEL', KEYS[3], held[at])
      redis.call('HDEL', base .. 'fz', held[at])
      for _, letter in ipairs({ 'i', 'v', 'a', 'd' }) do redis.call('ZREM', KEYS[4], letter .. held[at]) end
    end
  end
  if ARGV[n + 1] == '1' then redis.call('XDEL', base .. 'l', seq .. '-0') end
end
return 1
