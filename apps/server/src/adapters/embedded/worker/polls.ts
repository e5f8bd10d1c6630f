import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asUserId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import { consumers } from '../../../domain/consumers.ts';
import type { NewChange } from '../../../domain/log.ts';
import { pollIn } from '../../../domain/part.ts';
import type { Part } from '../../../domain/part.ts';
import { isChoice, isClosed, namedVoters, toWirePoll } from '../../../domain/poll.ts';
import type { PollPart, Votes } from '../../../domain/poll.ts';
import type { ChangeOutcome, ChangeRequest } from '../../../ports/conversation-log.ts';
import { steadyNow } from './due.ts';
import { parseParts, parseVotes } from './rows.ts';
import type { Lookups } from './lookups.ts';
import type { ConversationRow, MessageRow } from './rows.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';

/** Who chose an option is kept among those who reacted, under this name in place of an emoji. */
const voteName = (index: number): string => `#${index}`;
export const isVote = (name: string): boolean => /^#\d$/.test(name);

/** Polls closed in one step. */
const closedAtOnce = 20;

type Record = (row: ConversationRow, change: NewChange) => number;
type Of<Kind> = ChangeRequest & { readonly kind: Kind };

const pollOf = ({ parts }: Pick<MessageRow, 'parts'>): PollPart | undefined =>
  parts === null ? undefined : pollIn(parseParts(parts));

/** When polls end. [KEEP-7] */
export function pollEnds(db: DatabaseSync) {
  const note = prepareRun(db, 'INSERT INTO poll_ends (conversation, seq, at) VALUES (?, ?, ?)');
  // A lease that somebody holds is lost by it: she has perhaps looked already.
  const queue = prepareRun(
    db,
    `INSERT INTO tasks (user, conversation, consumer, epoch, seq, due_at) VALUES (?1, '', ${consumers.polls.bit}, '', 0, ?2)
     ON CONFLICT DO UPDATE SET due_at = iif(lease IS NULL, min(due_at, ?2), ?2), lease = NULL`,
  );
  const makeDue = (conversation: ConversationId, at: number): void =>
    void queue(conversation, Math.max(at, steadyNow()));
  return {
    makeDue,
    /** In the step of an append. */
    note(row: ConversationRow, seq: number, parts: readonly Part[] | undefined): void {
      const closesAt = pollIn(parts)?.closesAt;
      if (closesAt === undefined) return;
      note(row.no, seq, closesAt);
      makeDue(asConversationId(row.id), closesAt);
    },
  };
}

/** Votes, and the end of polls. */
export function polls(db: DatabaseSync, find: Lookups, record: Record) {
  const { makeDue } = pollEnds(db);
  const add = prepareRun(
    db,
    'INSERT INTO reactions (conversation, seq, user, emoji, rev) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const take = prepareRun(db, 'DELETE FROM reactions WHERE conversation = ? AND seq = ? AND user = ? AND emoji = ?');
  const count = prepareOne<{ readonly count: number }>(
    db,
    'SELECT count(*) AS count FROM reactions WHERE conversation = ? AND seq = ? AND emoji = ?',
  );
  const first = prepareAll<{ readonly id: string }>(
    db,
    `SELECT u.id FROM reactions r JOIN users u ON u.no = r.user
     WHERE r.conversation = ? AND r.seq = ? AND r.emoji = ? ORDER BY r.rev LIMIT ${namedVoters}`,
  );
  const setVotes = prepareRun(db, 'UPDATE messages SET votes = ?, rev = ? WHERE conversation = ? AND seq = ?');
  const forgetEnd = prepareRun(db, 'DELETE FROM poll_ends WHERE conversation = ? AND seq = ?');
  const ended = prepareAll<{ readonly seq: number; readonly parts: string | null; readonly votes: string | null }>(
    db,
    `SELECT e.seq, m.parts, m.votes FROM poll_ends e LEFT JOIN messages m ON m.conversation = e.conversation AND m.seq = e.seq
     WHERE e.conversation = ? AND e.at <= ? ORDER BY e.at LIMIT ${closedAtOnce}`,
  );
  const next = prepareOne<{ readonly at: number | null }>(
    db,
    'SELECT min(at) AS at FROM poll_ends WHERE conversation = ?',
  );

  const votesNow = (no: number, seq: number, poll: PollPart): Votes['options'] =>
    poll.options.map((_, index) => ({
      count: count(no, seq, voteName(index))?.count ?? 0,
      users: poll.anonymous ? [] : first(no, seq, voteName(index)).map(({ id }) => asUserId(id)),
    }));

  const change = (row: ConversationRow, seq: number, poll: PollPart, votes: Votes, id: string): number => {
    setVotes(JSON.stringify(votes), row.rev + 1, row.no, seq);
    return record(row, {
      ...{ conversation: asConversationId(row.id), id, kind: 'poll', seq },
      poll: toWirePoll(poll, votes),
    });
  };

  return {
    vote(row: ConversationRow, user: number, message: MessageRow, request: Of<'vote'>): ChangeOutcome {
      const { seq, at, id, options } = request;
      const poll = pollOf(message);
      if (!poll) return { status: 'no-poll' };
      if (!isChoice(poll, options)) return { status: 'no-such-option' };
      const before = message.votes === null ? undefined : parseVotes(message.votes);
      if (isClosed(poll, before, steadyNow())) return { status: 'closed' };
      let changed = 0;
      for (const index of poll.options.keys())
        changed += options.includes(index)
          ? add(row.no, seq, user, voteName(index), row.rev + 1)
          : take(row.no, seq, user, voteName(index));
      if (changed === 0) return { status: 'changed', rev: message.rev ?? 0, at: message.edited ?? message.at };
      const rev = change(row, seq, poll, { options: votesNow(row.no, seq, poll) }, id);
      return { status: 'changed', rev, at };
    },

    close(row: ConversationRow, message: MessageRow, { seq, at, id }: Of<'close'>): ChangeOutcome {
      const poll = pollOf(message);
      if (!poll) return { status: 'no-poll' };
      const before = message.votes === null ? undefined : parseVotes(message.votes);
      if (before?.closed) return { status: 'changed', rev: message.rev ?? 0, at: message.edited ?? message.at };
      forgetEnd(row.no, seq);
      const rev = change(row, seq, poll, { options: votesNow(row.no, seq, poll), closed: true }, id);
      return { status: 'changed', rev, at };
    },

    /** Those whose time is over. Each is a change of its own, by nobody. */
    closeDue(conversation: ConversationId, newId: string): number | null {
      for (const { seq, parts, votes } of ended(find.conversation(conversation)?.no ?? -1, steadyNow())) {
        const row = find.conversation(conversation);
        if (!row) break;
        forgetEnd(row.no, seq);
        const poll = pollOf({ parts });
        if (!poll || (votes !== null && parseVotes(votes).closed)) continue;
        change(row, seq, poll, { options: votesNow(row.no, seq, poll), closed: true }, `${newId}${seq}`);
      }
      const at = next(find.conversation(conversation)?.no ?? -1)?.at ?? null;
      if (at !== null) makeDue(conversation, at);
      return at;
    },
  };
}
