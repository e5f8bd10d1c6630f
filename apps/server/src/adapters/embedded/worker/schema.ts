/**
 * The schema, as the steps that lead to it: entry n turns version n into n + 1. A released step is never changed.
 *
 * Messages and memberships are WITHOUT ROWID, so a page of a log and a user's inbox are each one range of one tree. Users and
 * conversations have small numbers of their own, which keep those trees narrow.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE users (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL,
    folded TEXT NOT NULL,
    display_name TEXT NOT NULL,
    guest INTEGER NOT NULL,
    profile_rev INTEGER NOT NULL DEFAULT 0,
    rev INTEGER NOT NULL DEFAULT 0,
    rev_floor INTEGER NOT NULL DEFAULT 0,
    last_seen INTEGER
  );
  CREATE TABLE usernames (skeleton TEXT PRIMARY KEY, user INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE public_looks (skeleton TEXT PRIMARY KEY, conversation INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE conversations (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    folded TEXT NOT NULL DEFAULT '',
    topic TEXT NOT NULL DEFAULT '',
    folded_topic TEXT NOT NULL DEFAULT '',
    first INTEGER NOT NULL,
    second INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    epoch_base INTEGER NOT NULL DEFAULT 0,
    first_seq INTEGER NOT NULL DEFAULT 1,
    seq INTEGER NOT NULL DEFAULT 0,
    last_id TEXT,
    rev INTEGER NOT NULL DEFAULT 0,
    last_change TEXT,
    members INTEGER NOT NULL DEFAULT 0,
    removals INTEGER NOT NULL DEFAULT 0,
    interest INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX public_names ON conversations (folded) WHERE kind = 0;
  CREATE INDEX room_names ON conversations (folded, id) WHERE kind < 2;

  CREATE TABLE memberships (
    user INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    role INTEGER NOT NULL,
    read INTEGER NOT NULL,
    gained INTEGER NOT NULL,
    gained_rev INTEGER NOT NULL,
    joined_seq INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    entry_rev INTEGER NOT NULL DEFAULT 0,
    rev INTEGER NOT NULL,
    PRIMARY KEY (user, conversation)
  ) WITHOUT ROWID;
  CREATE TABLE member_list (
    conversation INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    gained INTEGER NOT NULL,
    user INTEGER NOT NULL,
    PRIMARY KEY (conversation, rank, gained)
  ) WITHOUT ROWID;
  CREATE TABLE departures (
    user INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (user, conversation)
  ) WITHOUT ROWID;

  CREATE TABLE messages (
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    author INTEGER NOT NULL,
    at INTEGER NOT NULL,
    content TEXT,
    client_id TEXT,
    reply_to INTEGER,
    mentions TEXT,
    edited INTEGER,
    reactions TEXT,
    rev INTEGER,
    parts TEXT,
    PRIMARY KEY (conversation, seq)
  ) WITHOUT ROWID;
  CREATE TABLE sends (
    no INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    author INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX sends_by_client_id ON sends (conversation, author, client_id);
  CREATE TABLE mentions (
    user INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (user, conversation, seq)
  ) WITHOUT ROWID;
  CREATE TABLE reactions (
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    user INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq, user, emoji)
  ) WITHOUT ROWID;
  CREATE TABLE changes (
    conversation INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    seq INTEGER,
    PRIMARY KEY (conversation, rev)
  ) WITHOUT ROWID;

  CREATE TABLE cursors (
    conversation TEXT NOT NULL,
    consumer INTEGER NOT NULL,
    position TEXT NOT NULL,
    PRIMARY KEY (conversation, consumer)
  ) WITHOUT ROWID;
  CREATE TABLE tasks (
    user TEXT NOT NULL,
    conversation TEXT NOT NULL,
    consumer INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    lease TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    parked_at INTEGER,
    PRIMARY KEY (user, conversation, consumer, epoch, seq)
  ) WITHOUT ROWID;
  CREATE INDEX tasks_by_time ON tasks (parked_at, due_at);
  CREATE TABLE works_done (
    user TEXT NOT NULL,
    conversation TEXT NOT NULL,
    consumer INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user, conversation, consumer, epoch, seq)
  ) WITHOUT ROWID;

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    user INTEGER NOT NULL,
    kind TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX sessions_by_user ON sessions (user, expires_at);
  CREATE INDEX sessions_by_end ON sessions (expires_at);
  `,
  // Why somebody no longer belongs to a conversation; null where it happened before this was kept. `done_by`: a user's number.
  `
  ALTER TABLE departures ADD COLUMN why TEXT;
  ALTER TABLE departures ADD COLUMN done_by INTEGER;
  `,
  // Who is gone. A guest without a session cannot come back.
  `
  ALTER TABLE users ADD COLUMN deactivated INTEGER NOT NULL DEFAULT 0;
  UPDATE users SET deactivated = 1, profile_rev = profile_rev + 1
    WHERE guest = 1 AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.user = users.no);
  `,
  // Guests and rooms that are left over. `look_at`: when a guest is to be looked at (ms); 0: soon, and nobody has found her gone yet.
  // `empty_since`: since when a sweep has found the room without members; 0: since the last one.
  // `ended_rooms`: of these there are only rows that nobody can find, which go by and by.
  `
  ALTER TABLE users ADD COLUMN look_at INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX guests_to_look_at ON users (look_at) WHERE guest = 1;
  ALTER TABLE conversations ADD COLUMN empty_since INTEGER;
  UPDATE conversations SET empty_since = 0 WHERE kind < 2 AND members = 0;
  CREATE INDEX unused_rooms ON conversations (empty_since) WHERE seq = 0 AND empty_since IS NOT NULL;
  CREATE INDEX empty_rooms ON conversations (empty_since) WHERE seq > 0 AND empty_since IS NOT NULL;
  CREATE INDEX invitations ON memberships (conversation) WHERE role = 9;
  CREATE INDEX departures_by_conversation ON departures (conversation);
  CREATE TABLE ended_rooms (conversation INTEGER PRIMARY KEY);
  `,
  // Whom an edit has called first: `rev` of that change, 0 once she has had the call (see calls.ts).
  `
  CREATE TABLE calls (
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (conversation, user, seq)
  ) WITHOUT ROWID;
  `,
  // Accounts. `user`: a user's number; `password`: a hash. What a session says of its beginning is null where it began before this was kept.
  // `left_at`: when its user took another name, ms, null: it is hers; `left_as`: the name that she left, which may have two skeletons.
  // `former_hash`: a secret that has given way, `former_until` when it stops to count (null: the new one was not used yet), `rotated_at` when that was.
  `
  CREATE TABLE accounts (user INTEGER PRIMARY KEY, password TEXT NOT NULL);
  ALTER TABLE users ADD COLUMN server_role TEXT;
  ALTER TABLE sessions ADD COLUMN created_at INTEGER;
  ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN ends_by INTEGER;
  ALTER TABLE sessions ADD COLUMN former_hash TEXT;
  ALTER TABLE sessions ADD COLUMN former_until INTEGER;
  ALTER TABLE sessions ADD COLUMN rotated_at INTEGER;
  ALTER TABLE usernames ADD COLUMN left_at INTEGER;
  ALTER TABLE usernames ADD COLUMN left_as TEXT;
  CREATE INDEX usernames_left ON usernames (user) WHERE left_at IS NOT NULL;
  CREATE INDEX sessions_by_former ON sessions (former_hash) WHERE former_hash IS NOT NULL;
  `,
  // Moderators, rules of a room's own (JSON: rights, slow mode), mutes and bans. The list of members has a rank more: owners 0, moderators 1, others 2.
  // A room whose owner has left has one again: whoever has been a member for longest. `done_by`: a user's number. Times in ms.
  `
  ALTER TABLE conversations ADD COLUMN rules TEXT;
  ALTER TABLE conversations ADD COLUMN has_mutes INTEGER NOT NULL DEFAULT 0;
  UPDATE member_list SET rank = 2 WHERE rank = 1;
  UPDATE member_list SET rank = 0
    WHERE rank = 2 AND conversation IN (SELECT no FROM conversations WHERE kind < 2)
      AND NOT EXISTS (SELECT 1 FROM member_list o WHERE o.conversation = member_list.conversation AND o.rank = 0)
      AND gained = (SELECT min(f.gained) FROM member_list f WHERE f.conversation = member_list.conversation);
  UPDATE memberships SET role = 1
    WHERE role = 0 AND EXISTS (SELECT 1 FROM member_list m
      WHERE m.conversation = memberships.conversation AND m.rank = 0 AND m.gained = memberships.gained
        AND m.user = memberships.user);
  CREATE TABLE mutes (
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    until INTEGER NOT NULL,
    at INTEGER NOT NULL,
    done_by INTEGER,
    reason TEXT,
    PRIMARY KEY (conversation, user)
  ) WITHOUT ROWID;
  CREATE TABLE bans (
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    until INTEGER,
    at INTEGER NOT NULL,
    done_by INTEGER,
    reason TEXT,
    PRIMARY KEY (conversation, user)
  ) WITHOUT ROWID;
  CREATE INDEX bans_by_time ON bans (conversation, at, user);
  CREATE TABLE last_posts (
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
  ) WITHOUT ROWID;
  `,
  // What people have chosen for themselves (JSON: what differs, or did), whom they have blocked (`at`: a rank), what they say of themselves for a while (JSON).
  `
  CREATE TABLE settings (user INTEGER PRIMARY KEY, choices TEXT NOT NULL);
  CREATE TABLE blocks (
    user INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user, blocked)
  ) WITHOUT ROWID;
  CREATE INDEX blocks_by_blocked ON blocks (blocked);
  ALTER TABLE users ADD COLUMN status TEXT;
  `,
  // Acts of power, over the whole server: see domain/audit.ts. `room`, `user`, `done_by`: ids, out of `entry`, which alone is hashed; they outlive what they name.
  `
  CREATE TABLE audit (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    room TEXT,
    user TEXT,
    done_by TEXT,
    entry TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
  );
  CREATE INDEX audit_by_room ON audit (room, n) WHERE room IS NOT NULL;
  CREATE INDEX audit_by_user ON audit (user, n) WHERE user IS NOT NULL;
  CREATE INDEX audit_by_actor ON audit (done_by, n) WHERE done_by IS NOT NULL;
  `,
  // Second factors of accounts. `user`: a user's number; `secret`, and `pending` until a code of it was shown: hexadecimal; `step`: the last one that was
  // accepted (RFC 6238); `busy_until`: grows with each wrong code (ms); `recovery`: hashes of the codes that were not used, spaces between.
  `
  CREATE TABLE second_factors (
    user INTEGER PRIMARY KEY,
    secret TEXT,
    pending TEXT,
    step INTEGER NOT NULL DEFAULT 0,
    busy_until INTEGER NOT NULL DEFAULT 0,
    recovery TEXT NOT NULL DEFAULT ''
  );
  `,
  // Passkeys of accounts. `user`: a user's number; `credential`, `public_key`: base64url; `transports`: spaces between; times in ms, `used_at` null until
  // somebody signed in by it. Challenges by their hashes, until they are answered or end (ms).
  `
  CREATE TABLE passkeys (
    user INTEGER NOT NULL,
    id TEXT NOT NULL,
    credential TEXT NOT NULL,
    public_key TEXT NOT NULL,
    transports TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user, id)
  ) WITHOUT ROWID;
  CREATE TABLE challenges (hash TEXT PRIMARY KEY, purpose TEXT NOT NULL, ends_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX challenges_by_end ON challenges (ends_at);
  `,
  // Group conversations. `people`: the ids of a group's people (JSON).
  `
  ALTER TABLE conversations ADD COLUMN people TEXT;
  `,
  // Rooms in which what lies before one's joining (`memberships.joined_seq`) does not exist.
  `
  ALTER TABLE conversations ADD COLUMN since_join INTEGER NOT NULL DEFAULT 0;
  `,
  // Who signs in by a provider or a directory (`user`: an id), and what counts once (`until`: ms; `taken_by`: who has taken it).
  `
  CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
  ) WITHOUT ROWID;
  CREATE TABLE once (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    until INTEGER NOT NULL,
    taken_by TEXT
  ) WITHOUT ROWID;
  CREATE INDEX once_by_end ON once (until);
  `,
  // Reports that nobody has closed (`report`: JSON, with the copy of the message). People and conversations by their ids: a report outlasts them.
  `
  CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    reporter TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    report TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX reports_once ON reports (conversation, reporter, seq);
  CREATE INDEX reports_by_time ON reports (at, id);
  CREATE INDEX reports_by_conversation ON reports (conversation, at, id);
  CREATE INDEX reports_by_reporter ON reports (reporter);
  `,
  // What guests are known by who have left their sessions behind: the addresses from which they joined, and which names and addresses a mute (kind 1) or ban (kind 0) of `user` binds.
  `
  CREATE TABLE guest_networks (
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    network TEXT NOT NULL,
    PRIMARY KEY (conversation, user)
  ) WITHOUT ROWID;
  CREATE INDEX guest_networks_by_user ON guest_networks (user);
  CREATE TABLE guest_sanctions (
    conversation INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    look TEXT NOT NULL,
    user INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (conversation, kind, look)
  ) WITHOUT ROWID;
  CREATE INDEX guest_sanctions_by_user ON guest_sanctions (user);
  `,
  // Links by which a password is set, one a user (her number) at most. `until`: ms.
  `
  CREATE INDEX owners ON users (no) WHERE server_role = 'owner';
  CREATE TABLE password_links (user INTEGER PRIMARY KEY, secret_hash TEXT NOT NULL, until INTEGER NOT NULL);
  `,
  // What was set for the whole server, each in JSON.
  `
  CREATE TABLE server_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `,
  // Invitations, into a room or (empty) to the server; `uses` null: as many as like. Who has used one, by which attempt. People by their ids. Times in ms.
  `
  CREATE TABLE invite_links (
    code TEXT PRIMARY KEY,
    room TEXT NOT NULL,
    made_by TEXT NOT NULL,
    role TEXT,
    uses INTEGER,
    used INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX invite_links_by_room ON invite_links (room);
  CREATE INDEX invite_links_by_end ON invite_links (expires_at);
  CREATE TABLE invite_uses (
    code TEXT NOT NULL,
    user TEXT NOT NULL,
    attempt TEXT NOT NULL,
    PRIMARY KEY (code, user)
  ) WITHOUT ROWID;
  `,
  // Addresses of mail (`user`: an id), and letters that wait (JSON; times in ms).
  `
  CREATE TABLE addresses (user TEXT PRIMARY KEY, address TEXT NOT NULL, folded TEXT NOT NULL UNIQUE) WITHOUT ROWID;
  CREATE TABLE mails (
    id TEXT PRIMARY KEY,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    mail TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX mails_by_time ON mails (due_at);
  `,
  // Files that were not sent (`owner`, `conversation`: ids; `file`: JSON, null until its bytes are there; `partial`: JSON, of one that comes in pieces; times in ms), what each has uploaded today, what messages hold
  // (`place`: 16 times the message's number, and where in it), and bytes of conversations that are to be looked at: held until `free_at`, condemned while they are taken away.
  `
  CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    conversation TEXT,
    file TEXT,
    partial TEXT
  ) WITHOUT ROWID;
  CREATE INDEX uploads_by_owner ON uploads (owner, expires_at);
  CREATE TABLE upload_days (owner TEXT PRIMARY KEY, day INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE sent_files (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    place INTEGER NOT NULL,
    type TEXT NOT NULL,
    hash TEXT NOT NULL,
    preview TEXT
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX sent_files_by_place ON sent_files (conversation, place);
  CREATE INDEX sent_files_by_type ON sent_files (conversation, type, place);
  CREATE INDEX sent_files_by_hash ON sent_files (conversation, hash);
  CREATE INDEX sent_files_by_preview ON sent_files (conversation, preview) WHERE preview IS NOT NULL;
  CREATE TABLE loose_bytes (
    conversation TEXT NOT NULL,
    hash TEXT NOT NULL,
    free_at INTEGER NOT NULL,
    condemned INTEGER NOT NULL,
    PRIMARY KEY (conversation, hash)
  ) WITHOUT ROWID;
  CREATE INDEX loose_bytes_by_time ON loose_bytes (conversation, free_at);
  `,
  // Pictures that stand for their uploader or a room (`shown_by`: her id or the room's), and where they are named.
  `
  CREATE TABLE shown_files (id TEXT PRIMARY KEY, owner TEXT NOT NULL, shown_by TEXT NOT NULL, file TEXT NOT NULL) WITHOUT ROWID;
  ALTER TABLE users ADD COLUMN avatar TEXT;
  ALTER TABLE conversations ADD COLUMN picture TEXT;
  `,
  // Where a message's links lead (JSON: a list, or "off" where somebody took that away). In `sent_files` the pictures of links have the type `link`.
  `
  ALTER TABLE messages ADD COLUMN links TEXT;
  `,
  // Pinned messages (`pinned`: the rev of the change that pinned it), and what messages said before they were edited (`at`: since when, ms).
  `
  ALTER TABLE messages ADD COLUMN pinned INTEGER;
  CREATE INDEX pins ON messages (conversation, pinned) WHERE pinned IS NOT NULL;
  CREATE TABLE former_texts (
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (conversation, seq, rev)
  ) WITHOUT ROWID;
  `,
  // What people keep for themselves (`json`; `due_at`: when something has to be done about it, ms).
  `
  CREATE TABLE kept (
    user INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    rev INTEGER NOT NULL,
    json TEXT NOT NULL,
    due_at INTEGER,
    PRIMARY KEY (user, kind, key)
  );
  CREATE INDEX kept_by_rev ON kept (user, kind, rev);
  CREATE INDEX kept_by_time ON kept (user, due_at) WHERE due_at IS NOT NULL;
  `,
  // What has become of polls (JSON: by option how many chose it and the first of them, whether it is closed). Who chose what is among the reactions, as `#` and the option's index.
  // When polls end (ms) that say so.
  `
  ALTER TABLE messages ADD COLUMN votes TEXT;
  CREATE TABLE poll_ends (
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq)
  ) WITHOUT ROWID;
  `,
  // Threads (`no`: of the conversation, `root`: number of the message in the parent): `repliers` ids as JSON, the latest first; `marked` the parent's `mark` when something was said last.
  // Who follows which; what was written in a thread and stands in its parent too, both ways.
  `
  ALTER TABLE conversations ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE threads (
    no INTEGER PRIMARY KEY,
    parent INTEGER NOT NULL,
    root INTEGER NOT NULL,
    last_at INTEGER NOT NULL DEFAULT 0,
    repliers TEXT NOT NULL DEFAULT '[]',
    marked INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX threads_by_root ON threads (parent, root);
  CREATE INDEX threads_by_mark ON threads (parent, marked);
  CREATE TABLE follows (
    user INTEGER NOT NULL,
    thread INTEGER NOT NULL,
    read INTEGER NOT NULL,
    gained INTEGER NOT NULL,
    gained_rev INTEGER NOT NULL,
    entry_rev INTEGER NOT NULL DEFAULT 0,
    rev INTEGER NOT NULL,
    PRIMARY KEY (user, thread)
  ) WITHOUT ROWID;
  CREATE INDEX follows_by_thread ON follows (thread);
  CREATE TABLE twins (
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    other INTEGER NOT NULL,
    other_seq INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq)
  ) WITHOUT ROWID;
  `,
  // Who is to be looked at when something is said, since she has devices that are pushed to.
  `
  CREATE TABLE push_watchers (
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
  ) WITHOUT ROWID;
  CREATE INDEX push_watchers_by_user ON push_watchers (user);
  `,
  // Conversations from which retention takes nothing away. People and conversations by their ids; `at`: ms.
  `
  CREATE TABLE holds (conversation TEXT PRIMARY KEY, done_by TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT) WITHOUT ROWID;
  `,
  // What the node has measured of itself, and what has happened to it: lines of journals.
  `
  CREATE TABLE journal (
    name TEXT NOT NULL,
    no INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (name, no)
  ) WITHOUT ROWID;
  `,
  // Of an invitation: who invites (`no`). Null where that was before this was kept.
  `
  ALTER TABLE memberships ADD COLUMN invited_by INTEGER;
  `,
  // What people with accounts are found by, where all are searched: `named.ts` fills it.
  `
  CREATE TABLE finding_words (word TEXT NOT NULL, user INTEGER NOT NULL, PRIMARY KEY (word, user)) WITHOUT ROWID;
  CREATE INDEX finding_words_by_user ON finding_words (user);
  `,
];

/** In the file's header, so that another program's database is not taken for ours: "Rook". */
export const applicationId = 0x52_6f_6f_6b;
/** Of one that nobody may write to, since it is moved away, or was: "Rool". */
export const closedApplicationId = 0x52_6f_6f_6c;
