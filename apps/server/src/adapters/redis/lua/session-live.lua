-- KEYS  u, s   ARGV  now   Answer  1 if any session lives.
for _, session in ipairs(redis.call('HVALS', KEYS[2])) do
  if tonumber(string.match(session, '^%d+')) > tonumber(ARGV[1]) then return 1 end
end
return 0
