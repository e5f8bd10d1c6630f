--- include: _conversation
-- Bytes that are to stay.   KEYS  c   Answer  { hashes that are named, rows of sg }.   Cost: O(blocks).
return { redis.call('HVALS', base .. 'sb'), redis.call('ZRANGE', base .. 'sg', 0, -1) }
