--- include: _conversation
--- include: _clock
-- What retention has to know of a conversation.   KEYS  c
-- Answer  nothing where there is nothing to take: somebody holds it, or it has ended; else { first number, last number, rev, the room's own days and number of messages, each or '', '1' for a thread whose root
-- is gone, when it was looked (ms, the shard's clock) }.   Only read. Cost: O(1).
local facts = redis.call('HMGET', home .. 'c', 'f', 'v', 'hd', 'l')
if (not facts[1] and not thread) or facts[2] == 'ended' or facts[3] then return false end
local head = redis.call('HMGET', KEYS[1], 'q', 'l', 'r')
if not head[1] then return false end
local own = facts[1] and cjson.decode(facts[1]) or {}
local function said(value) return value and string.format('%d', value) or '' end
-- Its root is gone, or its whole parent.
local is_rootless = thread and (not facts[1] or root_seq < tonumber(facts[4] or '1'))
return { head[2] or '1', head[1], head[3] or '0', said(own.retentionDays), said(own.retentionMessages), is_rootless and '1' or '0', string.format('%d', now_ms()) }
