--- include: _calls
-- She has seen all changes up to a number, and read the messages after `before` up to `read`: their calls count no more.
-- KEYS  c, y   ARGV  user id, rev, before, read, calls kept   Answer  1.   Idempotent.
local calls = calls_of(ARGV[1])
for seq, rev in pairs(calls) do
  local at = tonumber(seq)
  if rev > 0 and (rev <= tonumber(ARGV[2]) or (at > tonumber(ARGV[3]) and at <= tonumber(ARGV[4]))) then calls[seq] = 0 end
end
keep_calls(ARGV[1], calls, ARGV[5])
return 1
