import type { DatabaseSync } from 'node:sqlite';
import { foldName } from '@rookery/protocol';
import { consumers } from '../../../domain/consumers.ts';
import { positionText } from '../../../domain/task.ts';
import type { AboutRecord, ConversationRecord } from '../../../domain/store-record.ts';
import { kinds, roles, rulesJson } from '../worker/rows.ts';
import { prepareRun } from '../worker/statements.ts';
import type { Numbers } from './numbers.ts';

const kindOf = {
  public: kinds.publicRoom,
  private: kinds.privateRoom,
  direct: kinds.direct,
  group: kinds.group,
  thread: kinds.thread,
} as const;
/** In place of a role: her inbox says that she belongs to it, and no list of members has said so yet. */
export const claimed = 8;

/** What is beside a conversation's log. */
export function conversationWriting(db: DatabaseSync, no: Numbers) {
  const put = prepareRun(
    db,
    `UPDATE conversations SET kind = ?2, name = ?3, folded = ?4, topic = ?5, folded_topic = ?6, first = ?7, second = ?8, created_at = ?9, epoch = ?10,
       epoch_base = ?11, first_seq = ?12, seq = ?13, last_id = ?14, rev = ?15, last_change = ?16, removals = ?17, active = ?18, empty_since = ?19,
       rules = ?20, people = ?21, since_join = ?22, picture = ?23, mark = ?24 WHERE no = ?1`,
  );
  const hang = prepareRun(
    db,
    'INSERT OR REPLACE INTO threads (no, parent, root, last_at, repliers, marked) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const before = prepareRun(
    db,
    'INSERT OR IGNORE INTO messages (conversation, seq, id, author, at, rev) VALUES (?, ?, ?, ?, ?, 0)',
  );
  const member = prepareRun(
    db,
    `INSERT INTO memberships (user, conversation, role, read, gained, gained_rev, joined_seq, joined_at, rev) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?4, ?5, 0)
     ON CONFLICT DO UPDATE SET role = iif(role = ${roles.hidden}, role, ?3), gained = ?5, joined_seq = ?4, joined_at = ?5`,
  );
  const invite = prepareRun(
    db,
    `INSERT INTO memberships (user, conversation, role, read, gained, gained_rev, joined_seq, joined_at, rev, invited_by) VALUES (?, ?, ${roles.invited}, 0, 0, 0, 0, 0, 0, ?)
     ON CONFLICT DO UPDATE SET invited_by = excluded.invited_by`,
  );
  const hide = prepareRun(
    db,
    `INSERT INTO memberships (user, conversation, role, read, gained, gained_rev, joined_seq, joined_at, rev) VALUES (?1, ?2, ${roles.hidden}, ?3, ?4, 0, 0, ?4, 0)
     ON CONFLICT DO UPDATE SET role = ${roles.hidden}, read = ?3`,
  );
  const change = prepareRun(
    db,
    'INSERT OR REPLACE INTO changes (conversation, rev, id, kind, seq) VALUES (?, ?, ?, ?, ?)',
  );
  const sanction = (table: 'mutes' | 'bans') =>
    prepareRun(
      db,
      `INSERT OR REPLACE INTO ${table} (conversation, user, until, at, done_by, reason) VALUES (?, ?, ?, ?, ?, ?)`,
    );
  const [mute, ban] = [sanction('mutes'), sanction('bans')];
  const network = prepareRun(
    db,
    'INSERT OR REPLACE INTO guest_networks (conversation, user, network) VALUES (?, ?, ?)',
  );
  const look = prepareRun(
    db,
    'INSERT OR REPLACE INTO guest_sanctions (conversation, kind, look, user, until) VALUES (?, ?, ?, ?, ?)',
  );
  const call = prepareRun(db, 'INSERT OR REPLACE INTO calls (conversation, user, seq, rev) VALUES (?, ?, ?, ?)');
  const watch = prepareRun(db, 'INSERT OR IGNORE INTO push_watchers (conversation, user) VALUES (?, ?)');
  const loosen = prepareRun(
    db,
    'INSERT OR REPLACE INTO loose_bytes (conversation, hash, free_at, condemned) VALUES (?, ?, ?, 0)',
  );
  const cursor = prepareRun(db, 'INSERT OR REPLACE INTO cursors (conversation, consumer, position) VALUES (?, ?, ?)');

  const putConversation = (record: ConversationRecord): void => {
    const conversation = no.conversation(record.id);
    const { name = '', topic = '', pair, people } = record;
    const [first, second] = pair ?? [record.owner ?? people?.[0], record.owner ?? people?.[0]];
    put(
      ...([conversation, kindOf[record.type], name, foldName(name), topic, foldName(topic)] as const),
      first === undefined ? 0 : no.user(first),
      second === undefined ? 0 : no.user(second),
      ...([record.createdAt, record.epoch, record.base, record.first, record.seq, record.lastId, record.rev] as const),
      ...([
        record.lastChange,
        record.removals,
        Math.floor(record.activeUs / 1_000),
        record.emptySince ?? null,
      ] as const),
      // Of whatever store it comes, it was checked where it was set.
      rulesJson({
        ...{ rights: record.rights as never, slowModeMs: record.slowModeMs },
        ...{ retentionDays: record.retentionDays, retentionMessages: record.retentionMessages },
      }),
      people ? JSON.stringify(people) : null,
      record.history === undefined ? 0 : 1,
      ...([record.picture ?? null, record.mark] as const),
    );
    if (record.parent !== undefined)
      hang(
        ...([conversation, no.conversation(record.parent), record.root ?? 0, record.lastAt ?? 0] as const),
        ...([JSON.stringify(record.repliers ?? []), record.marked ?? 0] as const),
      );
    const past = record.beforeFirst;
    if (past) before(conversation, record.first - 1, past.id, no.user(past.author), past.at);
  };

  return (record: AboutRecord): void => {
    if (record.kind === 'conversation') return putConversation(record);
    const conversation = no.conversation(record.conversation);
    switch (record.kind) {
      case 'members':
        for (const { user, role, joinedSeq, joinedUs } of record.members)
          member(no.user(user), conversation, roles[role], joinedSeq, Math.floor(joinedUs / 1_000));
        return;
      case 'invited':
        return void invite(no.user(record.user), conversation, record.by === undefined ? null : no.user(record.by));
      case 'hidden':
        return void hide(no.user(record.user), conversation, record.seq, record.at);
      case 'change':
        return void change(conversation, record.rev, record.id, record.change, record.seq ?? null);
      case 'mute':
      case 'ban': {
        const { user, until, at, by, reason = null } = record;
        const put = record.kind === 'mute' ? mute : ban;
        return void put(conversation, no.user(user), until, at, by === undefined ? null : no.user(by), reason);
      }
      case 'guest-network':
        return void network(conversation, no.user(record.user), record.network);
      case 'guest-sanction':
        return void look(conversation, record.of === 'mute' ? 1 : 0, record.look, no.user(record.user), record.until);
      case 'call':
        return void call(conversation, no.user(record.user), record.seq, record.rev);
      case 'push-watcher':
        return void watch(conversation, no.user(record.user));
      case 'loose-bytes':
        return void loosen(record.conversation, record.hash, record.freeAt);
      case 'cursor':
        return void cursor(record.conversation, consumers[record.consumer].bit, positionText(record.position));
    }
  };
}
