import type { DatabaseSync } from 'node:sqlite';
import { limits } from '@rookery/protocol';
import { canonicalJson, recordAfter } from '../../../domain/audit.ts';
import type { AuditEntry } from '../../../domain/audit.ts';
import { nameSkeletons } from '../../../domain/name-skeletons.ts';
import { overdueMs } from '../../../ports/tasks.ts';
import { kinds, rankOfRole, roles } from '../worker/rows.ts';
import { prepareAll, prepareOne, prepareRun } from '../worker/statements.ts';
import { claimed } from './write-conversations.ts';

/** Tables that hold what messages are, and what hangs on them. All others are written anew. */
const ofMessages = ['messages', 'mentions', 'reactions', 'former_texts', 'sent_files', 'poll_ends', 'twins'] as const;

/** Takes away all but messages. People and conversations keep their numbers: see `numbers`. */
export function forgetTheRest(db: DatabaseSync): void {
  const tables = prepareAll<{ readonly name: string }>(db, `SELECT name FROM sqlite_schema WHERE type = 'table'`)();
  const kept = new Set<string>([...ofMessages, 'users', 'conversations', 'meta', 'sqlite_sequence', 'sqlite_stat1']);
  for (const { name } of tables) if (!kept.has(name)) db.exec(`DELETE FROM ${name}`);
  db.exec(`
    DELETE FROM meta WHERE key NOT IN ('unfinished');
    UPDATE users SET profile_rev = -1, guest = 1, server_role = NULL, username = id, folded = lower(id), deactivated = 0, avatar = NULL;
    UPDATE conversations SET epoch = '', kind = ${kinds.privateRoom}, seq = 0, empty_since = NULL;
  `);
}

/** Derives what no record says. Idempotent. */
export function deriveAll(db: DatabaseSync, now: number, owed: readonly AuditEntry[]): void {
  dropUnknown(db);
  db.exec(`
    UPDATE conversations SET first = p.first, second = p.second
      FROM threads t JOIN conversations p ON p.no = t.parent WHERE t.no = conversations.no;
    DELETE FROM sends;
    INSERT INTO sends (conversation, author, client_id, seq, at)
      SELECT conversation, author, client_id, seq, at FROM messages
      WHERE client_id IS NOT NULL AND at > ${Math.floor(now - limits.dedupeMs)} ORDER BY at
      ON CONFLICT DO NOTHING;
    UPDATE tasks SET reason = 'It was more than an hour overdue when the store was restored or moved.', parked_at = ${Math.floor(now)}
      WHERE parked_at IS NULL AND due_at <= ${Math.floor(now) - overdueMs};
    UPDATE conversations SET has_mutes = 1 WHERE no IN (SELECT conversation FROM mutes);
    UPDATE conversations SET interest = coalesce((SELECT sum(1 << consumer) FROM cursors WHERE cursors.conversation = id), 0);
  `);
  settleMembers(db);
  takeLooks(db);
  recordOwed(db, owed);
}

/** What belongs to conversations that no record is about goes; whoever is only named stays as somebody who is gone. */
function dropUnknown(db: DatabaseSync): void {
  const unknown = prepareAll<{ readonly no: number; readonly id: string }>(
    db,
    "SELECT no, id FROM conversations WHERE epoch = ''",
  );
  const byNumber = [...ofMessages, 'memberships', 'departures', 'calls', 'changes', 'push_watchers'].filter(
    (table) => table !== 'sent_files',
  );
  const drops = byNumber.map((table) => prepareRun(db, `DELETE FROM ${table} WHERE conversation = ?`));
  const follows = prepareRun(db, 'DELETE FROM follows WHERE thread = ?');
  const threads = prepareRun(db, 'DELETE FROM threads WHERE no = ?1 OR parent = ?1');
  const row = prepareRun(db, 'DELETE FROM conversations WHERE no = ?');
  const byId = ['sent_files', 'cursors'].map((table) => prepareRun(db, `DELETE FROM ${table} WHERE conversation = ?`));
  for (const { no, id } of unknown()) {
    for (const drop of [...drops, follows, threads, row]) drop(no);
    for (const drop of byId) drop(id);
  }
  // Beyond the head is what a history held that was rewritten; before the first number only the last of them is known, by its id.
  db.exec(`
    DELETE FROM messages WHERE seq > (SELECT c.seq FROM conversations c WHERE c.no = messages.conversation);
    DELETE FROM messages WHERE seq < (SELECT c.first_seq - 1 FROM conversations c WHERE c.no = messages.conversation);
    UPDATE users SET profile_rev = 1, deactivated = 1 WHERE profile_rev = -1;
  `);
}

function settleMembers(db: DatabaseSync): void {
  // Her inbox has what she does not belong to (any more), or lacks what she belongs to: both are told to her devices.
  const odd = prepareAll<{ readonly user: number; readonly conversation: number; readonly role: number }>(
    db,
    `SELECT user, conversation, role FROM memberships WHERE role = ${claimed} OR (rev = 0 AND role <> ${roles.hidden})`,
  );
  const step = prepareOne<{ readonly rev: number }>(db, 'UPDATE users SET rev = rev + 1 WHERE no = ? RETURNING rev');
  const drop = prepareRun(db, 'DELETE FROM memberships WHERE user = ? AND conversation = ?');
  const depart = prepareRun(db, 'INSERT OR REPLACE INTO departures (user, conversation, rev) VALUES (?, ?, ?)');
  const gain = prepareRun(db, 'UPDATE memberships SET rev = ?1, gained_rev = ?1 WHERE user = ?2 AND conversation = ?3');
  for (const { user, conversation, role } of odd()) {
    const rev = step(user)?.rev ?? 1;
    if (role !== claimed) gain(rev, user, conversation);
    else {
      drop(user, conversation);
      depart(user, conversation, rev);
    }
  }
  // Places in a list of members are told apart by when each was gained.
  const alike = prepareAll<{ readonly user: number; readonly conversation: number; readonly gained: number }>(
    db,
    `SELECT user, conversation, gained FROM memberships WHERE role < ${roles.invited} AND conversation IN
       (SELECT conversation FROM memberships WHERE role < ${roles.invited} GROUP BY conversation, gained HAVING count(*) > 1)
     ORDER BY conversation, gained, user`,
  );
  const regain = prepareRun(db, 'UPDATE memberships SET gained = ? WHERE user = ? AND conversation = ?');
  let [of, last] = [0, 0];
  for (const { user, conversation, gained } of alike()) {
    last = conversation === of ? Math.max(last + 1, gained) : gained;
    of = conversation;
    if (last !== gained) regain(last, user, conversation);
  }
  db.exec(`
    DELETE FROM member_list;
    INSERT INTO member_list (conversation, rank, gained, user)
      SELECT s.conversation, ${rankOfRole}, s.gained, s.user FROM memberships s WHERE s.role < ${roles.invited};
    UPDATE conversations SET members = (SELECT count(*) FROM member_list WHERE conversation = no);
  `);
}

/** Public rooms are found, and told apart, by what their names look like. */
function takeLooks(db: DatabaseSync): void {
  const rooms = prepareAll<{ readonly no: number; readonly name: string }>(
    db,
    `SELECT no, name FROM conversations WHERE kind = ${kinds.publicRoom}`,
  );
  const take = prepareRun(db, 'INSERT OR REPLACE INTO public_looks (skeleton, conversation) VALUES (?, ?)');
  for (const { no, name } of rooms()) for (const skeleton of nameSkeletons(name)) take(skeleton, no);
}

function recordOwed(db: DatabaseSync, owed: readonly AuditEntry[]): void {
  const head = prepareOne<{ readonly value: string }>(db, "SELECT value FROM meta WHERE key = 'audit_head'");
  const known = prepareOne<{ readonly n: number }>(db, 'SELECT n FROM audit WHERE id = ?');
  const insert = prepareRun(
    db,
    'INSERT INTO audit (n, id, room, user, done_by, entry, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const setHead = prepareRun(db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('audit_head', ?)");
  for (const entry of owed) {
    if (known(entry.id)) continue;
    const [n = '0', hash = ''] = head()?.value.split(' ') ?? [];
    const record = recordAfter({ n: Number(n), hash }, entry);
    insert(
      ...([record.n, entry.id, entry.room ?? null, entry.user ?? null, entry.by, canonicalJson(entry)] as const),
      ...([record.previous, record.hash] as const),
    );
    setHead(`${record.n} ${record.hash}`);
  }
}
