-- Puts entries into a log that somebody writes as a whole.   KEYS  l   ARGV  number and entry, in turn, by number   Idempotent: what is there already, or was, stays.
for n = 1, #ARGV, 2 do
  local done = redis.pcall('XADD', KEYS[1], ARGV[n] .. '-0', '', ARGV[n + 1])
  if type(done) == 'table' and done.err and not string.find(done.err, 'equal or smaller', 1, true) then return redis.error_reply(done.err) end
end
return 1
