--- include: _change
--- include: _polls
--- include: _votes
-- Shared by the scripts that change a poll: finds it, and ends the script where there is none.   Answer  also { 'no-poll' }
if overlay.d then return { 'no-message' } end
if not may_touch() then return { 'not-yours' } end
local poll = poll_of(entry)
if not poll then return { 'no-poll' } end
for n = 0, #poll[3] - 1 do redis.call('EXISTS', vote_key(seq, n)) end
redis.call('EXISTS', base .. 'pe')

-- What the change carries.
local function poll_said()
  local options = {}
  for n, row in ipairs(votes_of(seq, overlay, '')) do
    local users = ''
    if poll[5] ~= 1 then users = ',"users":[' .. (#row[3] > 0 and '"' .. table.concat(row[3], '","') .. '"' or '') .. ']' end
    options[n] = '{"text":' .. cjson.encode(poll[3][n]) .. ',"count":' .. row[1] .. users .. '}'
  end
  local ends = tonumber(poll[6])
  return '"poll":{"question":' .. cjson.encode(poll[2]) .. ',"options":[' .. table.concat(options, ',') .. '],"multiple":' .. (poll[4] == 1 and 'true' or 'false')
    .. ',"anonymous":' .. (poll[5] == 1 and 'true' or 'false') .. (ends and ',"closesAt":' .. string.format('%d', ends) or '')
    .. (overlay.q and ',"closed":true' or '') .. '}'
end
