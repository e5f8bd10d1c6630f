--- include: _user
-- Tells her devices that her line of a conversation reads otherwise for another reason than its log.
-- KEYS  u, i, g   ARGV  conversation   Atomic. Does nothing where she has no such entry.
local entry = entry_of(ARGV[1])
if not entry then return 0 end
step(ARGV[1], entry, { entry = ARGV[1] })
return 1
