--- include: _user
-- Sets a read mark, or raises it; announces it.
-- KEYS  u, i, g   ARGV  conversation, 'mark' | 'back' | 'sent' with '-late' where the epoch was looked up a while ago, epoch, seq at its beginning, head, first number, of a thread its parent, of which she then is a follower (only with 'sent'), else '', how many she may follow, seqs (one; with 'sent' those just appended)
-- Answer  { read as it stands, read before }, nothing where she has no such entry, or 'again' where it is to be looked up anew.   'sent' raises only a mark that stood right before.
-- Somebody who writes where her log does not have her (joining was cut off between the two) has been there: it is noted among her departures.
local what, late = string.match(ARGV[2], '^(%a+)(.*)$')
local entry = entry_of(ARGV[1])
if ARGV[7] ~= '' and not entry and follow(ARGV[1], ARGV[7], tonumber(ARGV[9]) - 1, ARGV[3], ARGV[8]) then entry = entry_of(ARGV[1]) end
if not entry and what == 'sent' and ARGV[7] == '' then redis.call('HSETNX', KEYS[3], ARGV[1], '0') end
if not entry or entry[1] == 'i' then return false end
local before = entry[2]
-- One that has waited for its shard is perhaps of an epoch that is over, and would take back what was marked in the next one.
local is_over = entry[3] ~= ARGV[3] and late ~= ''
if is_over and what ~= 'sent' then return 'again' end
if entry[3] ~= ARGV[3] and not is_over then before = math.min(before, tonumber(ARGV[4])) end
local read, last = before, tonumber(ARGV[9])
if what == 'back' then read = last
elseif what == 'mark' then read = math.max(read, last)
else
  for n = 9, #ARGV do
    last = tonumber(ARGV[n])
    if read == last - 1 then read = last end
  end
end
if read ~= before then
  entry[2] = read
  if not is_over then entry[3] = ARGV[3] end
  step(ARGV[1], entry, { read = { conversation = ARGV[1], read = read, unread = math.max(0, tonumber(ARGV[5]) - math.max(read, tonumber(ARGV[6]) - 1)) } })
elseif what ~= 'sent' then
  -- A repeat writes too, so that WAIT covers what it answers.
  redis.call('HSET', KEYS[2], ARGV[1], cjson.encode(entry))
end
return { tostring(read), tostring(before) }
