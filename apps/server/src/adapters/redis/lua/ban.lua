--- include: _members
--- include: _rights
--- include: _announce
--- include: _guests
-- Ends somebody's membership, or invitation, and keeps her out until a time.
-- KEYS  c, m, n, i, b, k, v, and those of _owe   ARGV  who asks, who is banned, rights that whoever asks needs, when it ends (ms; 0: never), why or '', bans kept, folded name of a guest or '', how long her address is bound (ms), id of the record
-- Answer  { 'banned' }, { 'not-lower' }, { 'too-many' }, { 'forbidden' } or { 'refused', visibility }
-- Atomic. From here on every announcement carries a higher `removals`. Repeating it sets its time and reason anew.
local by, uid = ARGV[1], ARGV[2]
local refusal = refusal_against(by, uid, ARGV[3])
if refusal then return refusal end
local function place(of, ban) return string.sub('0000000000000000' .. string.match(ban, '^%d+ (%d+)'), -16) .. '\0' .. of end
local function unlist(of, ban) redis.call('ZREM', KEYS[6], place(of, ban)) end
if is_full(KEYS[5], uid, tonumber(ARGV[6]), unlist) then return { 'too-many' } end
local before = redis.call('HGET', KEYS[5], uid)
owe_sanction('room:ban', by, uid, before, tonumber(ARGV[4]), ARGV[5])
if before then unlist(uid, before) end
bind_look('b', uid, ARGV[7], tonumber(ARGV[4]), by, ARGV[5], tonumber(ARGV[8]))
local ban = sanction(tonumber(ARGV[4]), by, ARGV[5])
redis.call('HSET', KEYS[5], uid, ban)
redis.call('ZADD', KEYS[6], 0, place(uid, ban))
local role = role_of(uid)
redis.call('HDEL', KEYS[4], uid)
if role ~= '' and role ~= 'i' then
  drop_member(uid)
  announce_members(',"left":"' .. uid .. '"')
end
return { 'banned' }
