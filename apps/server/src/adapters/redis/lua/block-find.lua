--- include: _cold
-- In which block a message lies.   KEYS  c   ARGV  seq   Answer  { number, hash }, or nothing where it lies in none.
if not is_cold(ARGV[1]) then return false end
note_cold(ARGV[1])
return cold[1]
