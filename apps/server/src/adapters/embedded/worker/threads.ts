import { everybody } from '../../../domain/everybody.ts';
import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asThreadId, asUserId } from '@rookery/protocol';
import type { ConversationId, ThreadAt, UserId } from '@rookery/protocol';
import { consumers, consumersIn } from '../../../domain/consumers.ts';
import type { ChangedThreads } from '../../../domain/continuation.ts';
import { positionText } from '../../../domain/task.ts';
import { isMember, kinds, parseUserIds, toHead } from './rows.ts';
import type { ConversationRow, SeenRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';
import type { UserSteps } from './user-steps.ts';

const namedRepliers = 5;

type ThreadRow = {
  readonly root: number;
  readonly id: string;
  readonly replies: number;
  readonly last_at: number;
  readonly repliers: string;
  readonly marked: number;
};

const toThreadAt = ({ root, id, replies, last_at, repliers }: ThreadRow): ThreadAt => ({
  seq: root,
  thread: { id: asThreadId(id), replies, lastAt: last_at, users: parseUserIds(repliers) },
});

/** What the messages of a conversation show of their threads. Those in which nothing was said yet are in no table. */
export function threadReader(db: DatabaseSync) {
  const columns = 't.root, c.id, c.seq AS replies, t.last_at, t.repliers, t.marked';
  const under = prepareAll<ThreadRow>(
    db,
    `SELECT ${columns} FROM threads t JOIN conversations c ON c.no = t.no
     WHERE t.parent = ? AND t.root BETWEEN ? AND ? AND c.seq > 0`,
  );
  const marked = prepareAll<ThreadRow>(
    db,
    `SELECT ${columns} FROM threads t JOIN conversations c ON c.no = t.no
     WHERE t.parent = ? AND t.marked > ? AND t.root >= ? AND c.seq > 0 ORDER BY t.marked LIMIT ?`,
  );
  return {
    /** Of the messages from `first` to `last`, by their numbers. */
    under(row: ConversationRow, first: number, last: number): ReadonlyMap<number, ThreadAt['thread']> {
      if (row.mark === 0) return none;
      return new Map(under(row.no, first, last).map((found) => [found.root, toThreadAt(found).thread]));
    },
    /** See `ConversationLog.threads`. Of a reader's row: those under messages that exist for her. */
    after(row: ConversationRow, mark: number, limit: number): ChangedThreads {
      if (row.mark === mark || row.root_seq > 0 || limit === 0)
        return { mark: limit === 0 ? mark : row.mark, changed: [], isMore: row.mark !== mark };
      // A mark beyond the end is of what a failover, or a restored copy, took back.
      const found = marked(row.no, mark > row.mark ? 0 : mark, row.first_seq, limit + 1);
      const shown = found.slice(0, limit);
      return {
        mark: found.length > limit ? (shown.at(-1)?.marked ?? row.mark) : row.mark,
        changed: shown.map(toThreadAt),
        isMore: found.length > limit,
      };
    },
  };
}
export type ThreadReader = ReturnType<typeof threadReader>;
const none: ReadonlyMap<number, ThreadAt['thread']> = new Map();

/** What happens to threads in the steps of others. */
export function threadSteps(db: DatabaseSync, transaction: Transaction, find: Lookups, steps: UserSteps) {
  const insertConversation = prepareRun(
    db,
    `INSERT INTO conversations (id, kind, first, second, created_at, epoch, active)
     SELECT ?1, ${kinds.thread}, first, second, ?3, ?4, ?5 FROM conversations WHERE no = ?2`,
  );
  const insertThread = prepareRun(
    db,
    'INSERT INTO threads (no, parent, root) SELECT no, ?2, ?3 FROM conversations WHERE id = ?1',
  );
  const numberOf = prepareOne<{ readonly no: number }>(db, 'SELECT no FROM conversations WHERE id = ?');
  const thread = prepareOne<{ readonly repliers: string }>(db, 'SELECT repliers FROM threads WHERE no = ?');
  const raiseMark = prepareOne<{ readonly mark: number }>(
    db,
    'UPDATE conversations SET mark = mark + 1 WHERE no = ? RETURNING mark',
  );
  const said = prepareRun(db, 'UPDATE threads SET last_at = ?, repliers = ?, marked = ? WHERE no = ?');
  const rootAuthor = prepareOne<{ readonly id: string }>(
    db,
    'SELECT u.id FROM messages m JOIN users u ON u.no = m.author WHERE m.conversation = ? AND m.seq = ?',
  );

  /** Of a thread in which nothing was said yet: the row that it has from now on. */
  const begun = <Row extends ConversationRow>(row: Row): Row => {
    if (row.root_seq === 0 || row.no !== 0) return row;
    insertConversation(row.id, row.place_no, transaction.now, row.epoch, transaction.nextRank());
    insertThread(row.id, row.place_no, row.root_seq);
    return { ...row, no: numberOf(row.id)?.no ?? 0 };
  };

  const hear = prepareRun(db, 'UPDATE conversations SET interest = ? WHERE no = ?');
  const putCursor = prepareRun(
    db,
    'INSERT INTO cursors (conversation, consumer, position) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET position = ?3',
  );
  const isHeard = ({ interest }: Pick<ConversationRow, 'interest'>): boolean => consumersIn(interest).includes('push');
  /** A thread is interesting to whom pushes once its parent is: from the next message on. */
  const heardLikeParent = <Row extends ConversationRow & { readonly place_id: string }>(row: Row): Row => {
    if (row.root_seq === 0 || isHeard(row)) return row;
    const parent = find.conversation(row.place_id);
    if (!parent || !isHeard(parent)) return row;
    const { bit } = consumers.push;
    const interest = row.interest + 2 ** bit;
    hear(interest, row.no);
    putCursor(row.id, bit, positionText(toHead(row)));
    return { ...row, interest };
  };

  const followFrom = (id: UserId, thread: ConversationId, read: number): void => {
    const row = find.seen(id, thread);
    if (row && row.user_no !== null && isMember(row) && row.is_off !== 1 && row.follows !== true)
      steps.follow({ no: row.user_no, id }, { no: row.no, id: thread }, read);
  };

  return {
    begun,
    heardLikeParent,

    /** A reply stands in the log under `seq`: the parent's message shows it, and whoever is to follow the thread does. [THR-3] [THR-5] */
    replied(row: SeenRow, seq: number, at: number, author: UserId, mentioned: readonly UserId[]): void {
      const before = parseUserIds(thread(row.no)?.repliers ?? '[]');
      const repliers = [author, ...before.filter((one) => one !== author)].slice(0, namedRepliers);
      said(at, JSON.stringify(repliers), raiseMark(row.place_no)?.mark ?? 0, row.no);
      transaction.toConversation(asConversationId(row.place_id), { kind: 'threads', removals: row.removals });
      const first = seq === 1 ? rootAuthor(row.place_no, row.root_seq)?.id : undefined;
      const followers = new Set([...(first === undefined ? [] : [asUserId(first)]), author, ...mentioned]);
      followers.delete(everybody);
      for (const one of followers) followFrom(one, asConversationId(row.id), seq - 1);
    },
  };
}
export type ThreadSteps = ReturnType<typeof threadSteps>;
