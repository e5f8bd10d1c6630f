-- Which mark lies in the store of blocks of this installation.   KEYS  installation   ARGV  hash of a mark that has just been put there, or ''   Answer  the hash, or '' where there is none yet.   Atomic; the first one stays.
if ARGV[1] ~= '' then redis.call('HSETNX', KEYS[1], 'history', ARGV[1]) end
return redis.call('HGET', KEYS[1], 'history') or ''
