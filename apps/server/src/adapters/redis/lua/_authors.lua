--- include: _conversation
-- Authors stand in the log as indexes of 3 bytes: what `note_authors` notes of an entry, `authors_of` answers.
local function note_authors(entry, authors)
  authors[string.sub(entry, 1, 3)] = true
  local mentions = string.byte(entry, 4)
  for n = 0, mentions - 1 do authors[string.sub(entry, 5 + 3 * n, 7 + 3 * n)] = true end
end

-- Pairs of index and author for what `note_authors` has noted.
local function authors_of(authors)
  local indexes = {}
  for index in pairs(authors) do indexes[#indexes + 1] = index end
  local found = {}
  for n = 1, #indexes do
    found[#found + 1] = indexes[n]
    found[#found + 1] = redis.call('HGET', base .. 'a', indexes[n])
  end
  return found
end
