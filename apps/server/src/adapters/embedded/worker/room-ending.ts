import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asUserId } from '@rookery/protocol';
import type { WorkerFiles } from './files.ts';
import type { MemberSteps } from './member-steps.ts';
import { isRoom, parseUserIds, roles } from './rows.ts';
import type { ConversationRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { UserSteps } from './user-steps.ts';

/** Invitations that one step takes back, threads that it ends, and rows of an ended room that one step takes away: a few ms. */
const stepInvitations = 100;
const stepThreads = 100;
const stepRows = 500;

/** Ends rooms that nobody is in, and takes away by and by what was said there. [ROOM-14] */
export function roomEnding(
  db: DatabaseSync,
  find: Lookups,
  steps: UserSteps,
  { subject }: MemberSteps,
  files: WorkerFiles,
) {
  const newest = prepareOne<{ readonly no: number }>(db, 'SELECT max(no) AS no FROM conversations');
  const invited = prepareAll<{ readonly no: number; readonly id: string }>(
    db,
    `SELECT u.no, u.id FROM memberships s JOIN users u ON u.no = s.user
     WHERE s.conversation = ? AND s.role = ${roles.invited} LIMIT ${stepInvitations}`,
  );
  const threads = prepareAll<{ readonly no: number; readonly id: string; readonly seq: number }>(
    db,
    `SELECT c.no, c.id, c.seq FROM threads t JOIN conversations c ON c.no = t.no
     WHERE t.parent = ? AND t.root < ? LIMIT ${stepThreads}`,
  );
  const ofThread = ['follows WHERE thread = ?', 'threads WHERE no = ?', 'conversations WHERE no = ?'].map((rows) =>
    prepareRun(db, `DELETE FROM ${rows}`),
  );
  const ofRoom = [
    ...[
      'public_looks',
      'mutes',
      'bans',
      'last_posts',
      'guest_networks',
      'guest_sanctions',
      'poll_ends',
      'push_watchers',
    ].map((table) => `${table} WHERE conversation = ?`),
    'conversations WHERE no = ?',
  ].map((rows) => prepareRun(db, `DELETE FROM ${rows}`));
  const ofRoomId = ['cursors', 'tasks'].map((table) => prepareRun(db, `DELETE FROM ${table} WHERE conversation = ?`));
  const note = prepareRun(db, 'INSERT INTO ended_rooms (conversation) VALUES (?)');

  const ended = prepareOne<{ readonly conversation: number }>(db, 'SELECT conversation FROM ended_rooms LIMIT 1');
  const messages = prepareAll<{ readonly seq: number; readonly mentions: string | null }>(
    db,
    `SELECT seq, mentions FROM messages WHERE conversation = ? ORDER BY seq LIMIT ${stepRows}`,
  );
  const forgetMention = prepareRun(
    db,
    'DELETE FROM mentions WHERE user = coalesce((SELECT no FROM users WHERE id = ?), 0) AND conversation = ? AND seq = ?',
  );
  const forgetReactions = prepareRun(db, 'DELETE FROM reactions WHERE conversation = ? AND seq <= ?');
  const forgetTexts = prepareRun(db, 'DELETE FROM former_texts WHERE conversation = ? AND seq <= ?');
  const forgetMessages = prepareRun(db, 'DELETE FROM messages WHERE conversation = ? AND seq <= ?');
  const forgetChanges = prepareRun(
    db,
    `DELETE FROM changes WHERE conversation = ?1 AND rev <=
       (SELECT max(rev) FROM (SELECT rev FROM changes WHERE conversation = ?1 ORDER BY rev LIMIT ${stepRows}))`,
  );
  const forgetCalls = prepareRun(
    db,
    `DELETE FROM calls WHERE conversation = ?1 AND user <=
       (SELECT max(user) FROM (SELECT user FROM calls WHERE conversation = ?1 ORDER BY user LIMIT ${stepRows}))`,
  );
  const forgetTwins = prepareRun(
    db,
    `DELETE FROM twins WHERE conversation = ?1 AND seq <=
       (SELECT max(seq) FROM (SELECT seq FROM twins WHERE conversation = ?1 ORDER BY seq LIMIT ${stepRows}))`,
  );
  const forgetSends = prepareRun(
    db,
    `DELETE FROM sends WHERE no IN (SELECT no FROM sends WHERE conversation = ? LIMIT ${stepRows})`,
  );
  const departures = prepareAll<{ readonly user: number; readonly rev: number }>(
    db,
    `SELECT user, rev FROM departures WHERE conversation = ? LIMIT ${stepRows}`,
  );
  // A device that has not heard of the departure reloads: there is nothing left to tell it by.
  const raiseFloor = prepareRun(db, 'UPDATE users SET rev_floor = max(rev_floor, ?) WHERE no = ?');
  const forgetDeparture = prepareRun(db, 'DELETE FROM departures WHERE user = ? AND conversation = ?');
  const strike = prepareRun(db, 'DELETE FROM ended_rooms WHERE conversation = ?');

  /** Those under what is before a number. Whether none are left. */
  const endThreads = (row: ConversationRow, before: number): boolean => {
    const some = threads(row.no, before);
    for (const { no, id, seq } of some) {
      if (newest()?.no === no) return false;
      files.release(asConversationId(id), 1, seq);
      for (const forget of ofThread) forget(no);
      for (const forget of ofRoomId) forget(id);
      note(no);
    }
    return some.length < stepThreads;
  };

  return {
    endThreads,

    /** Whether it has ended. False where somebody is in it, or it has to wait: for a later step, or for a newer conversation (see `remove` of user-removal.ts). */
    end(row: ConversationRow): boolean {
      if (row.members > 0 || !isRoom(row) || newest()?.no === row.no) return false;
      const guests = invited(row.no);
      for (const { no, id } of guests) steps.lose({ no, id: asUserId(id) }, subject(row), { why: 'deleted' });
      if (guests.length === stepInvitations || !endThreads(row, Number.MAX_SAFE_INTEGER)) return false;
      files.release(asConversationId(row.id), 1, row.seq);
      for (const forget of ofRoom) forget(row.no);
      for (const forget of ofRoomId) forget(row.id);
      note(row.no);
      return true;
    },

    /** Takes away some rows of a room that has ended. False where there are none. */
    clear(): boolean {
      const no = ended()?.conversation;
      if (no === undefined) return false;
      const gone = messages(no);
      for (const { seq, mentions } of gone)
        if (mentions !== null) for (const id of parseUserIds(mentions)) forgetMention(id, no, seq);
      const last = gone.at(-1)?.seq;
      if (last !== undefined) {
        forgetReactions(no, last);
        forgetTexts(no, last);
        forgetMessages(no, last);
      }
      const left = departures(no);
      for (const { user, rev } of left) {
        raiseFloor(rev, user);
        forgetDeparture(user, no);
      }
      if (gone.length + left.length + forgetChanges(no) + forgetCalls(no) + forgetSends(no) + forgetTwins(no) === 0)
        strike(no);
      return true;
    },
  };
}
export type RoomEnding = ReturnType<typeof roomEnding>;
