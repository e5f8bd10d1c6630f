import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asUserId, isThreadId, unreadAfter } from '@rookery/protocol';
import type { ConversationId, DepartureReason, UserId } from '@rookery/protocol';
import type { InboxLine } from '../../../domain/inbox-line.ts';
import { inboxPage } from '../../../domain/inbox-page.ts';
import { refusalOf } from '../../../domain/log.ts';
import { rightsOf } from '../../../domain/rights.ts';
import type { UserLog, UserLogStep } from '../../../ports/user-log.ts';
import type { Calls } from './calls.ts';
import type { LogReader } from './log-reader.ts';
import {
  readerColumns,
  conversationJoins,
  isMember,
  refusalIn,
  rightsIn,
  roles,
  seenColumns,
  toHead,
  toRole,
  toState,
} from './rows.ts';
import type { SeenRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne } from './statements.ts';
import type { ThreadSteps } from './threads.ts';
import type { UserSteps } from './user-steps.ts';

type Answer<Name extends keyof UserLog> = Awaited<ReturnType<UserLog[Name]>>;

/** A device further behind than this, or that missed more conversations than this, reloads. */
const keptSteps = 10_000;
const answeredSteps = 500;
/** Mentions told apart in one line. */
const countedMentions = 100;

/** A step that a device missed, as the rows hold it. */
type StepRow = {
  readonly rev: number;
  /** Null where the conversation was ended since. */
  readonly id: string | null;
  readonly kind: 'added' | 'entry' | 'read' | 'removed';
  readonly read: number;
  readonly unread: number;
  readonly why: DepartureReason | null;
  readonly by: string | null;
};

type InboxRow = SeenRow & {
  readonly user_no: number;
  readonly role: number;
  readonly read: number;
  /** Of an invitation: who invites, where that is known. */
  readonly invited_by?: string | null;
};

export function userLog(
  db: DatabaseSync,
  find: Lookups,
  log: LogReader,
  calls: Calls,
  steps: UserSteps,
  threads: ThreadSteps,
) {
  const revOf = prepareOne<{ readonly no: number; readonly rev: number; readonly rev_floor: number }>(
    db,
    'SELECT no, rev, rev_floor FROM users WHERE id = ?',
  );
  const ranked = prepareAll<{ readonly id: string; readonly rank: number }>(
    db,
    `SELECT c.id, max(c.active, s.gained) AS rank FROM memberships s JOIN conversations c ON c.no = s.conversation
     WHERE s.user = ?1 AND s.role <> ${roles.hidden}
     UNION ALL
     SELECT c.id, max(c.active, f.gained) FROM follows f JOIN conversations c ON c.no = f.thread WHERE f.user = ?1`,
  );
  const inboxRow = prepareOne<InboxRow>(
    db,
    `SELECT ${readerColumns}, ${seenColumns}, (SELECT id FROM users WHERE no = s.invited_by) AS invited_by
     FROM conversations c ${conversationJoins}
     JOIN memberships s ON s.user = ? AND s.conversation = c.no JOIN users u ON u.no = s.user
     WHERE c.id = ? AND s.role <> ${roles.hidden}`,
  );
  const followed = prepareAll<{ readonly id: string }>(
    db,
    'SELECT c.id FROM follows f JOIN conversations c ON c.no = f.thread WHERE f.user = ? ORDER BY f.gained DESC',
  );
  const mentionsAfter = prepareOne<{ readonly count: number }>(
    db,
    // Calls of all (of nobody's number) are kept once a conversation: hers are those that she has not said. What calls her twice counts once.
    `SELECT count(*) AS count FROM (
       SELECT seq FROM (SELECT seq FROM mentions WHERE user = ?1 AND conversation = ?2 AND seq > ?3 LIMIT ${countedMentions})
       UNION
       SELECT n.seq FROM (SELECT seq FROM mentions WHERE user = 0 AND conversation = ?2 AND seq > ?3 LIMIT ${countedMentions}) n
       JOIN messages m ON m.conversation = ?2 AND m.seq = n.seq AND m.author <> ?1
       LIMIT ${countedMentions})`,
  );
  const memberOf = prepareAll<{ readonly id: string }>(
    db,
    `SELECT c.id FROM memberships s JOIN conversations c ON c.no = s.conversation
     WHERE s.user = ? AND s.role < ${roles.invited} AND s.role <> ${roles.hidden}`,
  );
  const stepRows = prepareAll<StepRow>(
    db,
    `SELECT s.rev, c.id, CASE WHEN s.gained_rev > ?2 THEN 'added' WHEN s.entry_rev > ?2 THEN 'entry' ELSE 'read' END AS kind, s.read, c.seq - max(s.read, c.first_seq - 1, iif(c.since_join = 1, s.joined_seq, 0)) AS unread,
       NULL AS why, NULL AS "by"
     FROM memberships s JOIN conversations c ON c.no = s.conversation WHERE s.user = ?1 AND s.rev > ?2 AND s.role <> ${roles.hidden}
     UNION ALL
     SELECT f.rev, c.id, CASE WHEN f.gained_rev > ?2 THEN 'added' WHEN f.entry_rev > ?2 THEN 'entry' ELSE 'read' END, f.read, c.seq - max(f.read, c.first_seq - 1), NULL, NULL
     FROM follows f JOIN conversations c ON c.no = f.thread WHERE f.user = ?1 AND f.rev > ?2
     UNION ALL
     SELECT d.rev, c.id, 'removed', 0, 0, d.why, b.id
     FROM departures d LEFT JOIN conversations c ON c.no = d.conversation LEFT JOIN users b ON b.no = d.done_by
     WHERE d.user = ?1 AND d.rev > ?2
     ORDER BY 1 LIMIT ${answeredSteps + 1}`,
  );

  /** Her line of a conversation, or of a thread that she follows. */
  const lineRow = (user: { readonly no: number; readonly id: UserId }, id: string): InboxRow | undefined => {
    if (!isThreadId(id)) return inboxRow(user.no, id);
    const row = find.seen(user.id, id);
    return row?.follows && isMember(row) && row.role !== roles.hidden ? (row as InboxRow) : undefined;
  };

  const rootOf = (row: InboxRow): InboxLine['root'] => {
    const root = log.message(row.place_no, row.root_seq);
    return root && { author: asUserId(root.author_id), content: root.content ?? undefined };
  };

  const toLine = (row: InboxRow): InboxLine => ({
    state: toState(row),
    role: toRole(row.role),
    ...(row.role === roles.invited && row.invited_by && { invitedBy: asUserId(row.invited_by) }),
    rights: rightsIn(row),
    ...(row.muted_until === null ? {} : { mutedUntil: row.muted_until }),
    read: row.read,
    mentions:
      row.read === row.seq
        ? 0
        : (mentionsAfter(row.user_no, row.no, Math.max(row.read, row.first_seq - 1))?.count ?? 0),
    calledLate: calls.waiting(row.no, row.user_no, row.first_seq, row.read),
    last: row.seq < row.first_seq ? null : (log.messagesFor(row, row.seq, row.seq, row.user_no)[0] ?? null),
    ...(row.root_seq > 0 && { root: rootOf(row) }),
  });

  return {
    inbox(user: UserId, cursor: string | undefined, limit: number): Answer<'inbox'> {
      const owner = revOf(user);
      if (!owner) return { rows: [], next: null, rev: 0 };
      const page = inboxPage(ranked(owner.no), cursor, limit);
      return {
        rows: page.rows.flatMap(({ id }) => {
          const row = lineRow({ no: owner.no, id: user }, id);
          return row ? [toLine(row)] : [];
        }),
        next: page.next,
        rev: owner.rev,
      };
    },

    line(user: UserId, conversation: ConversationId): InboxLine | null {
      const owner = revOf(user);
      const row = owner && lineRow({ no: owner.no, id: user }, conversation);
      return row ? toLine(row) : null;
    },

    conversations(user: UserId): Answer<'conversations'> {
      const owner = revOf(user);
      if (!owner) return { rev: 0, conversations: [], threads: [] };
      const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => asConversationId(id));
      return { rev: owner.rev, conversations: ids(memberOf(owner.no)), threads: ids(followed(owner.no)) };
    },

    since(user: UserId, rev: number): Answer<'since'> {
      const owner = revOf(user);
      if (!owner || rev > owner.rev || rev < owner.rev_floor || owner.rev - rev > keptSteps) return { status: 'reset' };
      const rows = stepRows(owner.no, rev);
      if (rows.length > answeredSteps) return { status: 'reset' };
      let prev = rev;
      const missed: UserLogStep[] = [];
      for (const row of rows) {
        // What she lost has no name any more.
        if (row.id === null) return { status: 'reset' };
        missed.push(stepOf(row, asConversationId(row.id), prev));
        prev = row.rev;
      }
      return { status: 'steps', rev: owner.rev, steps: missed };
    },

    touch(user: UserId, conversation: ConversationId): void {
      const row = find.seen(user, conversation);
      if (!row || row.user_no === null || row.role === null || row.role === roles.hidden) return;
      if (row.follows === false) return;
      steps.touch({ no: row.user_no, id: user }, { no: row.no, id: conversation });
    },

    follow(user: UserId, thread: ConversationId, on: boolean): Answer<'follow'> {
      const seen = find.seen(user, thread);
      const refusal = refusalIn(seen, rightsOf('read'));
      if (refusal || !seen || seen.user_no === null || seen.root_seq === 0) return refusal ?? refusalOf(null);
      const row = on ? threads.begun(seen) : seen;
      const subject = { no: row.no, id: thread };
      const reader = { no: seen.user_no, id: user };
      if (on && !row.follows) steps.follow(reader, subject, row.seq);
      else if (!on) steps.letGo(reader, subject);
      return { status: 'set', read: row.follows ? (row.read ?? 0) : row.seq };
    },

    mark(user: UserId, conversation: ConversationId, seq: number, back: boolean, rev?: number): Answer<'mark'> {
      const row = find.seen(user, conversation);
      const refusal = refusalIn(row, rightsOf('read'));
      if (refusal || !row || row.user_no === null || row.read === null) return refusal ?? refusalOf(null);
      const wanted = Math.min(seq, row.seq);
      // There is no line to mark.
      if (row.role === roles.hidden || row.follows === false) {
        const read = row.follows === false ? wanted : row.read;
        return { status: 'marked', read, unread: unreadAfter(toHead(row), read) };
      }
      const read = back ? wanted : Math.max(wanted, row.read);
      const reader = { no: row.user_no, id: asUserId(user) };
      const subject = { no: row.no, id: asConversationId(row.id) };
      calls.hear(row.no, row.user_no, rev ?? 0, row.read, read);
      if (read !== row.read) steps.read(reader, subject, read, toHead(row));
      if (rev !== undefined) steps.touch(reader, subject);
      return { status: 'marked', read, unread: unreadAfter(toHead(row), read) };
    },
  };
}

function stepOf(row: StepRow, conversation: ConversationId, prev: number): UserLogStep {
  const numbers = { prev, rev: row.rev };
  switch (row.kind) {
    case 'added':
      return { ...numbers, added: conversation };
    case 'entry':
      return { ...numbers, entry: conversation };
    case 'removed':
      return {
        ...numbers,
        removed: conversation,
        ...(row.why === null ? {} : { why: row.why }),
        ...(row.by === null ? {} : { by: asUserId(row.by) }),
      };
    case 'read':
      return { ...numbers, read: { conversation, read: row.read, unread: row.unread } };
  }
}
