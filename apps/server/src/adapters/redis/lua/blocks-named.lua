--- include: _cold
-- Blocks that are named, from one message to another.   KEYS  c   ARGV  seqs of these   Answer  { first seq that exists, rows { number, hash } }.   Cost: O(blocks).
local here = sealed_here()
for n = math.max(0, block_of(math.max(tonumber(ARGV[1]), here[3]))), block_of(math.min(tonumber(ARGV[2]), here[1])) do note_cold(n * here[2] + 1) end
return { string.format('%d', here[3]), cold }
