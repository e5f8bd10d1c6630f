--- include: _user
-- Sets a read mark, or raises it; announces it.
-- KEYS  u, i, g   ARGV  conversation, 'mark' | 'back' | 'sent', epoch, seq at its beginning, head, first number, of a thread its parent, of which she then is a follower (only with 'sent'), else '', how many she may follow, seqs (one; with 'sent' those just appended)
-- Answer  { read as it stands, read before }, or nothing where she has no such entry.   'sent' raises only a mark that stood right before.
-- Somebody who writes where her log does not have her (joining was cut off between the two) has been there: it is noted among her departures.
local entry = entry_of(ARGV[1])
if ARGV[7] ~= '' and not entry and follow(ARGV[1], ARGV[7], tonumber(ARGV[9]) - 1, ARGV[3], ARGV[8]) then entry = entry_of(ARGV[1]) end
if not entry and ARGV[2] == 'sent' and ARGV[7] == '' then redis.call('HSETNX', KEYS[3], ARGV[1], '0') end
if not entry or entry[1] == 'i' then return false end
local before = entry[2]
if entry[3] ~= ARGV[3] then before = math.min(before, tonumber(ARGV[4])) end
local read, last = before, tonumber(ARGV[9])
if ARGV[2] == 'back' then read = last
elseif ARGV[2] == 'mark' then read = math.max(read, last)
else
  for n = 9, #ARGV do
    last = tonumber(ARGV[n])
    if read == last - 1 then read = last end
  end
end
if read ~= before then
  entry[2] = read
  entry[3] = ARGV[3]
  step(ARGV[1], entry, { read = { conversation = ARGV[1], read = read, unread = math.max(0, tonumber(ARGV[5]) - math.max(read, tonumber(ARGV[6]) - 1)) } })
elseif ARGV[2] ~= 'sent' then
  -- A repeat writes too, so that WAIT covers what it answers.
  redis.call('HSET', KEYS[2], ARGV[1], cjson.encode(entry))
end
return { tostring(read), tostring(before) }
