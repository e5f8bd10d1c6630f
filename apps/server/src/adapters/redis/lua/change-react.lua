--- include: _change
-- Puts her reaction on a message, or takes it back.   ARGV, from 9 on  emoji, '1' on or '0' off, different emoji allowed
-- Answer  also { 'too-many' }.   Cost: O(emoji).
local emoji, on = ARGV[9], ARGV[10]
if overlay.d then return { 'no-message' } end
if not may_touch() then return { 'not-yours' } end
for _, other in ipairs(overlay.x or {}) do redis.call('EXISTS', reaction_key(other)) end
local key = reaction_key(emoji)
local known
for n, other in ipairs(overlay.x or {}) do if other == emoji then known = n end end
if on == '1' then
  if not known and #(overlay.x or {}) >= tonumber(ARGV[11]) then return { 'too-many' } end
  if redis.call('ZADD', key, 'NX', rev, uid) == 0 then return unchanged() end
  if not known then
    overlay.x = overlay.x or {}
    table.insert(overlay.x, emoji)
  end
else
  if redis.call('ZREM', key, uid) == 0 then return unchanged() end
  if redis.call('EXISTS', key) == 0 then table.remove(overlay.x, known) end
  if #overlay.x == 0 then overlay.x = nil end
end
local reactions = {}
for n, row in ipairs(reactions_of(seq, overlay, '')) do
  reactions[n] = cjson.encode({ emoji = row[1], count = row[2], users = row[4] })
end
return changed('react', '"reactions":[' .. table.concat(reactions, ',') .. ']')
