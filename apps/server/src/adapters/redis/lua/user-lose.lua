--- include: _user
-- KEYS  u, i, g   ARGV  conversation, rev of the entry that is to go, or '' for whichever.   Atomic; repeating it changes nothing.
local entry = entry_of(ARGV[1])
if not entry or (ARGV[2] ~= '' and entry[6] ~= tonumber(ARGV[2])) then return 0 end
step(ARGV[1], nil, { removed = ARGV[1] })
return 1
