--- include: _conversation
--- include: _clock
-- Files that messages hold. Key `f`: file's id → seq of its message; `#` and a hash → how many files here have these bytes, -1 while they are taken away.
-- `q`: letter of the type and id, by place (16 times the message's seq, and the first file of a message last). `z`: what is to be looked at, from when (ms): `#` and the hash of
-- bytes that perhaps nothing holds, ids of files that were deleted.
local file_letters = { image = 'i', video = 'v', audio = 'a' }

-- As they are packed: id (1), type (3), hash of its bytes (10) and of its preview (11, or null), 1 where it can be shown (12).
local function files_of(entry)
  local at = 5 + 3 * string.byte(entry, 4)
  if bit.band(string.byte(entry, at + 1), 32) == 0 then return {} end
  at = at + 1 + string.byte(entry, at)
  if at > #entry then return {} end
  local length = struct.unpack('>I3', entry, at)
  local found = {}
  for _, part in ipairs(cjson.decode(string.sub(entry, at + 3, at + 2 + length))) do
    if part[1] == 'f' then
      for n = 2, #part do found[#found + 1] = part[n] end
    end
  end
  return found
end

-- Before the first write: where one of the keys is being migrated, the script ends here.
local function touch_files() redis.call('EXISTS', base .. 'f', base .. 'q', base .. 'z', base .. 't4') end

local function listed_as(file)
  return (file[12] == 1 and file_letters[string.match(file[3], '^[^/]*')] or 'd') .. file[1]
end

-- Fields of `f` for all its bytes.
local function bytes_of(file)
  if type(file[11]) == 'string' then return { '#' .. file[10], '#' .. file[11] } end
  return { '#' .. file[10] }
end

-- Why a new message cannot claim its files; nil if it can.
local function refusal_to_claim(files)
  for _, file in ipairs(files) do
    if redis.call('HEXISTS', base .. 'f', file[1]) == 1 then return 'file-taken' end
    for _, name in ipairs(bytes_of(file)) do
      local held = redis.call('HGET', base .. 'f', name)
      if not held or held == '-1' then return 'file-unheld' end
    end
  end
end

local function claim_files(seq, files)
  for n, file in ipairs(files) do
    redis.call('HSET', base .. 'f', file[1], seq)
    for _, name in ipairs(bytes_of(file)) do redis.call('HINCRBY', base .. 'f', name, 1) end
    redis.call('ZADD', base .. 'q', string.format('%d', tonumber(seq) * 16 + 16 - n), listed_as(file))
  end
end

-- Looked at from then on, and not sooner than was said before.
local function look_at(name, at)
  local score = redis.call('ZSCORE', base .. 'z', name)
  if not score or tonumber(score) < at then redis.call('ZADD', base .. 'z', at, name) end
end

-- Pictures of links, as the field `k` of an overlay has them, in the form of files.
local function pictures_in(links)
  local found = {}
  if not links or links == '"off"' then return found end
  for _, link in ipairs(cjson.decode(links)) do
    if link.image then
      local picture = { link.image.id }
      picture[3], picture[10], picture[11], picture[12] = link.image.type, link.image.hash, link.image.preview, 1
      found[#found + 1] = picture
    end
  end
  return found
end

-- They are held like files, and stand in no list.
local function claim_pictures(seq, pictures)
  for _, picture in ipairs(pictures) do
    redis.call('HSET', base .. 'f', picture[1], seq)
    for _, name in ipairs(bytes_of(picture)) do redis.call('HINCRBY', base .. 'f', name, 1) end
  end
end

-- Their message holds them no more. Answers whether there are any.
local function release(files)
  for _, file in ipairs(files) do
    if redis.call('HDEL', base .. 'f', file[1]) == 1 then
      redis.call('ZREM', base .. 'q', listed_as(file))
      for _, name in ipairs(bytes_of(file)) do
        redis.call('HINCRBY', base .. 'f', name, -1)
        look_at(name, now_ms())
      end
      look_at(file[1], now_ms())
    end
  end
  return #files > 0
end

-- Its message is gone. Answers whether it held any.
local function release_files(entry, links)
  local has_files = release(files_of(entry))
  return release(pictures_in(links)) or has_files
end
