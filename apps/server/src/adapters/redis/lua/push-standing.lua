-- What says whether somebody is to be pushed to.   KEYS  i, kn, x, kp   ARGV  conversation, of a thread its parent or ''
-- Answer  { her line or '', what she wants to be told of there or '', in the parent or '', usually or '', quiet hours or '', devices }
local chosen = redis.call('HMGET', KEYS[3], 'notify', 'quietHours')
return {
  redis.call('HGET', KEYS[1], ARGV[1]) or '',
  redis.call('HGET', KEYS[2], ARGV[1]) or '',
  ARGV[2] ~= '' and redis.call('HGET', KEYS[2], ARGV[2]) or '',
  chosen[1] or '',
  chosen[2] or '',
  redis.call('HLEN', KEYS[4]) - redis.call('HEXISTS', KEYS[4], '#'),
}
