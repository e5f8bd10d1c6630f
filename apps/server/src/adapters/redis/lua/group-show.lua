--- include: _conversation
--- include: _clock
-- Takes back the marks of those who have the group in their inboxes again.
-- KEYS  c, g   ARGV  how long a leaving takes at most (ms), then per person: user id, her mark, '1' if it came back to her inbox now, '0' if she had it there
-- Whoever had it there is about to leave: her mark stays, unless it is older than a leaving takes.   Atomic, idempotent.
for n = 2, #ARGV, 3 do
  local uid, mark = ARGV[n], ARGV[n + 1]
  local is_over = ARGV[n + 2] == '1' or now_ms() - tonumber(string.match(mark, '%d+$')) > tonumber(ARGV[1])
  if is_over and redis.call('HGET', KEYS[2], uid) == mark then redis.call('HDEL', KEYS[2], uid) end
end
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('HDEL', KEYS[1], 'hi') end
return 1
