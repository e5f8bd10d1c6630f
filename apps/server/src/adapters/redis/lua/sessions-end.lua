--- include: _end_sessions
-- KEYS  u, s, d   ARGV  the session that goes on, or ''   Ends all others of the user and tells her devices.   Idempotent.
end_sessions(KEYS[2], KEYS[3], ARGV[1])
return redis.call('HSET', KEYS[1], 'ended', '')
