--- include: _change
-- Gives a message another content.   ARGV, from 9 on  content as JSON in brackets   Cost: O(1).
if overlay.d then return { 'no-message' } end
if not may_touch() then return { 'not-yours' } end
local content = cjson.decode(ARGV[9])[1]
if (overlay.c or content_of(entry)) == content then return unchanged() end
overlay.c = content
overlay.e = tonumber(at)
return changed('edit', '"content":' .. string.sub(ARGV[9], 2, -2) .. ',"edited":' .. at)
