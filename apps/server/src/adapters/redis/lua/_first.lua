--- include: _conversation
-- The first number that exists for somebody (her value in `m`, if any): in a room whose history begins at one's joining it comes after the head of that moment.
-- `first`, `since_join`: the fields `l` and `sj` of the facts.
local function first_for(member, first, since_join)
  first = tonumber(first or '1')
  if not since_join or not member then return first end
  return math.max(first, tonumber(string.match(member, '^%a(%d+)')) + 1)
end
