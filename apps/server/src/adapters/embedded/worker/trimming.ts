import type { DatabaseSync } from 'node:sqlite';
import type { ConversationId } from '@rookery/protocol';
import type { WorkerFiles } from './files.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

/** Takes away what is before a number. [LOG-14] */
export function trimming(db: DatabaseSync, transaction: Transaction, find: Lookups, files: WorkerFiles) {
  const mentioning = prepareAll<{ readonly seq: number; readonly mentions: string }>(
    db,
    'SELECT seq, mentions FROM messages WHERE conversation = ? AND seq < ? AND mentions IS NOT NULL',
  );
  const forgetMention = prepareRun(db, 'DELETE FROM mentions WHERE user = ? AND conversation = ? AND seq = ?');
  const forgetCalls = prepareRun(db, 'DELETE FROM calls WHERE conversation = ? AND seq < ?');
  const forgetReactions = prepareRun(db, 'DELETE FROM reactions WHERE conversation = ? AND seq < ?');
  const forgetTexts = prepareRun(db, 'DELETE FROM former_texts WHERE conversation = ? AND seq < ?');
  const forgetEnds = prepareRun(db, 'DELETE FROM poll_ends WHERE conversation = ? AND seq < ?');
  const forgetMessages = prepareRun(db, 'DELETE FROM messages WHERE conversation = ? AND seq < ?');
  // The one before the first keeps its number and id: whoever read up to there goes on.
  const empty = prepareRun(
    db,
    `UPDATE messages SET content = NULL, mentions = NULL, edited = NULL, reactions = NULL, parts = NULL, links = NULL, pinned = NULL, votes = NULL
     WHERE conversation = ? AND seq = ?`,
  );
  // What stands in a thread and in its parent is each by itself from now on.
  const twinsOf = prepareAll<{ readonly other: number; readonly other_seq: number }>(
    db,
    'SELECT other, other_seq FROM twins WHERE conversation = ? AND seq < ?',
  );
  const forgetTwin = prepareRun(db, 'DELETE FROM twins WHERE conversation = ? AND seq = ?');
  const forgetTwins = prepareRun(db, 'DELETE FROM twins WHERE conversation = ? AND seq < ?');
  const setFirst = prepareRun(db, 'UPDATE conversations SET first_seq = ? WHERE no = ?');

  return (conversation: ConversationId, wanted: number): void => {
    const row = find.conversation(conversation);
    if (!row) return;
    const first = Math.min(wanted, row.seq + 1);
    if (first <= row.first_seq) return;
    for (const { seq, mentions } of mentioning(row.no, first))
      for (const id of JSON.parse(mentions) as string[]) forgetMention(find.user(id)?.no ?? 0, row.no, seq);
    files.release(conversation, row.first_seq, first - 1);
    for (const { other, other_seq } of twinsOf(row.no, first)) forgetTwin(other, other_seq);
    forgetTwins(row.no, first);
    forgetCalls(row.no, first);
    forgetReactions(row.no, first);
    forgetTexts(row.no, first);
    forgetEnds(row.no, first);
    forgetMessages(row.no, first - 1);
    empty(row.no, first - 1);
    setFirst(first, row.no);
    transaction.toConversation(conversation, { kind: 'trimmed', removals: row.removals, first });
  };
}
