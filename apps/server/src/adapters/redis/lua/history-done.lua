--- include: _fold
-- KEYS  c, due   ARGV  'st' or 'sg', member   A block needs not be written anew, or its former bytes are gone.   Idempotent.
return redis.call('ZREM', base .. ARGV[1], ARGV[2])
