-- The level of what is kept in a slot, which every script tests.   KEYS  the slot's level   ARGV  level   Atomic; it only rises, so repeating it changes nothing.
local level = math.max(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or '1'))
redis.call('SET', KEYS[1], string.format('%d', level))
