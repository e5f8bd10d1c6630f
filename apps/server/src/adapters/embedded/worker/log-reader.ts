import type { DatabaseSync } from 'node:sqlite';
import type { ConversationId } from '@rookery/protocol';
import { asConversationId } from '@rookery/protocol';
import { toChanges } from '../../../domain/change.ts';
import type { KeptChange } from '../../../domain/change.ts';
import type { LogChange, LogMessage, ReadMessage } from '../../../domain/log.ts';
import { pollIn } from '../../../domain/part.ts';
import { isVote } from './polls.ts';
import { messageColumns, messageFrom, parseParts, toMessage, toOverlay, toState } from './rows.ts';
import type { ConversationRow, MessageRow } from './rows.ts';
import { prepareAll, prepareOne } from './statements.ts';
import type { ThreadReader } from './threads.ts';

type ChangeRow = {
  readonly rev: number;
  readonly id: string;
  readonly kind: KeptChange['kind'];
  readonly seq: number | null;
  readonly content: string | null;
  readonly edited: number | null;
  readonly mentions: string | null;
  readonly reactions: string | null;
  readonly links: string | null;
  readonly pinned: number | null;
  readonly votes: string | null;
  readonly parts: string | null;
  readonly message_rev: number | null;
};

/** Ranges of a conversation's log, as messages and changes. Membership is the callers' business. */
export function logReader(db: DatabaseSync, threads: ThreadReader) {
  const range = prepareAll<MessageRow>(
    db,
    `SELECT ${messageColumns} FROM ${messageFrom} WHERE m.conversation = ? AND m.seq BETWEEN ? AND ? ORDER BY m.seq`,
  );
  const message = prepareOne<MessageRow>(
    db,
    `SELECT ${messageColumns} FROM ${messageFrom} WHERE m.conversation = ? AND m.seq = ?`,
  );
  const mine = prepareAll<{ readonly emoji: string }>(
    db,
    'SELECT emoji FROM reactions WHERE conversation = ? AND seq = ? AND user = ? ORDER BY rev',
  );
  const idAt = prepareOne<{ readonly id: string }>(db, 'SELECT id FROM messages WHERE conversation = ? AND seq = ?');
  const changeAt = prepareOne<{ readonly id: string }>(db, 'SELECT id FROM changes WHERE conversation = ? AND rev = ?');
  const changesAfter = prepareAll<ChangeRow>(
    db,
    `SELECT h.rev, h.id, h.kind, h.seq, m.content, m.edited, m.mentions, m.reactions, m.links, m.pinned, m.votes, m.parts, m.rev AS message_rev
     FROM changes h LEFT JOIN messages m ON m.conversation = h.conversation AND m.seq = h.seq
     WHERE h.conversation = ? AND h.rev > ? ORDER BY h.rev LIMIT ?`,
  );

  const pinned = prepareAll<MessageRow>(
    db,
    `SELECT ${messageColumns} FROM ${messageFrom}
     WHERE m.conversation = ? AND m.pinned IS NOT NULL AND m.seq >= ? ORDER BY m.pinned DESC`,
  );

  const asReadBy = (
    row: MessageRow,
    conversation: { readonly no: number; readonly id: ConversationId },
    reader: number,
  ): ReadMessage => {
    const plain = toMessage(row, conversation.id);
    if (row.reactions === null && row.votes === null) return plain;
    const hers = mine(conversation.no, row.seq, reader).map((reaction) => reaction.emoji);
    const emoji = hers.filter((one) => !isVote(one));
    const chosen = hers.filter(isVote).map((one) => Number(one.slice(1)));
    return {
      ...plain,
      ...(emoji.length === 0 ? {} : { mine: emoji }),
      ...(plain.votes && chosen.length > 0 ? { votes: { ...plain.votes, mine: chosen.sort((a, b) => a - b) } } : {}),
    };
  };

  /** What is said under them, if anything is. */
  const withThreads = <Shown extends LogMessage>(row: ConversationRow, messages: Shown[]): Shown[] => {
    const [first, last] = [messages[0], messages.at(-1)];
    if (row.mark === 0 || !first || !last) return messages;
    const under = threads.under(row, first.seq, last.seq);
    return under.size === 0
      ? messages
      : messages.map((message) => {
          const thread = under.get(message.seq);
          return thread ? { ...message, thread } : message;
        });
  };

  return {
    idAt: (conversation: number, seq: number): string | null => idAt(conversation, seq)?.id ?? null,
    changeAt: (conversation: number, rev: number): string | null => changeAt(conversation, rev)?.id ?? null,

    message: (conversation: number, seq: number): MessageRow | undefined => message(conversation, seq),

    /** From `first` to `last`, both included. */
    messages: (row: ConversationRow, first: number, last: number): LogMessage[] =>
      withThreads(
        row,
        range(row.no, first, last).map((found) => toMessage(found, asConversationId(row.id))),
      ),

    messagesFor: (row: ConversationRow, first: number, last: number, reader: number): ReadMessage[] => {
      const conversation = { no: row.no, id: asConversationId(row.id) };
      return withThreads(
        row,
        range(row.no, first, last).map((found) => asReadBy(found, conversation, reader)),
      );
    },

    /** All that are pinned, from `row.first_seq` on, the latest pin first. */
    pinnedFor: (row: ConversationRow, reader: number): ReadMessage[] => {
      const conversation = { no: row.no, id: asConversationId(row.id) };
      // They lie anywhere: each is looked at by itself.
      return pinned(row.no, row.first_seq).flatMap((found) =>
        withThreads(row, [asReadBy(found, conversation, reader)]),
      );
    },

    /** The changes after `rev`, at most `limit` of them, gathered, with the state as it is now. */
    changes: (row: ConversationRow, rev: number, limit: number): LogChange[] =>
      toChanges(
        changesAfter(row.no, rev, limit).map(({ message_rev, parts, ...found }) => ({
          ...found,
          poll: found.kind === 'poll' && parts !== null ? pollIn(parseParts(parts)) : undefined,
          overlay: found.seq === null ? null : toOverlay({ ...found, rev: message_rev }),
        })),
        toState(row),
      ),
  };
}
export type LogReader = ReturnType<typeof logReader>;
