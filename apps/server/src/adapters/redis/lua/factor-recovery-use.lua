-- Uses up a recovery code.   KEYS  f   ARGV  its hash, a word of this try
-- Answer  1, or 0 where there is none like it.   Atomic; each is used once, and in one try again and again.
local kept = redis.call('HMGET', KEYS[1], 'recovery', 'by')
local found = kept[2] == ARGV[2] and 1 or 0
local left = {}
for hash in string.gmatch(kept[1] or '', '%S+') do
  if hash == ARGV[1] then found = 1 else left[#left + 1] = hash end
end
-- Written also where it was used in this try, so that WAIT covers what is answered.
if found == 1 then redis.call('HSET', KEYS[1], 'recovery', table.concat(left, ' '), 'by', ARGV[2]) end
return found
