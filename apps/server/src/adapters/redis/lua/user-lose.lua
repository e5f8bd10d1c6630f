--- include: _user
-- KEYS  u, i, g   ARGV  conversation, rev of the entry that is to go, or '' for whichever, why it goes or '' where that is not known, who did it or ''
-- Atomic; repeating it changes nothing. A reader who found the entry out of date may have dropped it before whoever knows why: then that is told afterwards.
local entry = entry_of(ARGV[1])
local why, by = ARGV[3] ~= '' and ARGV[3] or nil, ARGV[4] ~= '' and ARGV[4] or nil
if entry then
  if ARGV[2] ~= '' and entry[6] ~= tonumber(ARGV[2]) then return 0 end
else
  local departed = redis.call('HGET', KEYS[3], ARGV[1])
  if not why or not departed or string.find(departed, ' ', 1, true) then return 0 end
end
step(ARGV[1], nil, { removed = ARGV[1], why = why, by = by })
return 1
