-- Takes away what somebody who is taken away herself had blocked.   KEYS  c, r   ARGV  her id   Answer  1.   Idempotent.
redis.call('HDEL', KEYS[2], ARGV[1])
return 1
