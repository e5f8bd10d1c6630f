-- KEYS  u, s   ARGV  now   Answer  the firmest kind of the sessions that live, 'classic' after all others; '' for none.
local firmest = ''
for _, session in ipairs(redis.call('HVALS', KEYS[2])) do
  local ends, kind = string.match(session, '^(%d+) (.*)$')
  if tonumber(ends) > tonumber(ARGV[1]) then
    if kind ~= 'classic' then return kind end
    firmest = kind
  end
end
return firmest
