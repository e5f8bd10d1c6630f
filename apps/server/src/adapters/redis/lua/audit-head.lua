-- Where the audit log ends, and which of these records it has.
-- KEYS  head, records, ids   ARGV  ids   Answer  { number of the last record, its hash, for each id '1' or '0' }
local head = redis.call('HMGET', KEYS[1], 'n', 'hash')
local answer = { head[1] or '0', head[2] or '' }
for n, id in ipairs(ARGV) do answer[n + 2] = tostring(redis.call('HEXISTS', KEYS[3], id)) end
return answer
