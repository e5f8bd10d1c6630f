--- include: _shown
-- An upload becomes the picture of a room.   KEYS  fp, fe, fa, fc, fr, t4, due   ARGV  id, room   Answer  'shown', 'already' or 'gone'.   Atomic, idempotent.
if redis.call('HEXISTS', KEYS[4], ARGV[1]) == 1 then return 'gone' end
local outcome = show_file(KEYS[3], KEYS[1], KEYS[2], ARGV[1], ARGV[2])
if outcome == 'shown' then redis.call('HDEL', KEYS[5], ARGV[1]) end
return outcome
