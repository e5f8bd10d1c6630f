import type { DatabaseSync } from 'node:sqlite';
import { keptCalls } from '../../../domain/kept-calls.ts';
import { prepareOne, prepareRun } from './statements.ts';

/**
 * Calls by edits: who was named first by a change of a message, which she may have read before. `rev` is that change's, or 0 once she
 * has had the call, so that naming her again calls no second time. At most `keptCalls` are kept of one person and conversation: those
 * that she has had go first, then the oldest. [LOG-17]
 */
export function calls(db: DatabaseSync) {
  const insert = prepareRun(
    db,
    'INSERT INTO calls (conversation, user, seq, rev) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const prune = prepareRun(
    db,
    `DELETE FROM calls WHERE conversation = ?1 AND user = ?2 AND seq IN
       (SELECT seq FROM calls WHERE conversation = ?1 AND user = ?2 ORDER BY rev DESC, seq DESC LIMIT -1 OFFSET ${keptCalls})`,
  );
  const takeBack = prepareRun(db, 'DELETE FROM calls WHERE conversation = ? AND user = ? AND seq = ? AND rev > 0');
  const forget = prepareRun(db, 'DELETE FROM calls WHERE conversation = ? AND user = ? AND seq = ?');
  const forgetAll = prepareRun(db, 'DELETE FROM calls WHERE conversation = ? AND user = ?');
  const hear = prepareRun(
    db,
    `UPDATE calls SET rev = 0 WHERE conversation = ?1 AND user = ?2 AND rev > 0
       AND (rev <= ?3 OR (seq > ?4 AND seq <= ?5))`,
  );
  const waiting = prepareOne<{ readonly count: number }>(
    db,
    'SELECT count(*) AS count FROM calls WHERE conversation = ? AND user = ? AND rev > 0 AND seq BETWEEN ? AND ?',
  );

  return {
    /** The change `rev` names her for the first time. */
    call(conversation: number, user: number, seq: number, rev: number): void {
      if (insert(conversation, user, seq, rev) > 0) prune(conversation, user);
    },
    /** She is named no longer: a call that she has not had is as if it had not been; one that she has had stays had. */
    withdraw(conversation: number, user: number, seq: number): void {
      if (takeBack(conversation, user, seq) === 0 && insert(conversation, user, seq, 0) > 0) prune(conversation, user);
    },
    /** The message is gone. */
    forget(conversation: number, user: number, seq: number): void {
      forget(conversation, user, seq);
    },
    /** She comes into the conversation, for the first time or again. */
    begin(conversation: number, user: number): void {
      forgetAll(conversation, user);
    },
    /** She has seen all changes up to `rev`, and read the messages after `before` up to `read`. */
    hear(conversation: number, user: number, rev: number, before: number, read: number): void {
      hear(conversation, user, rev, before, read);
    },
    /** How many she has not had, in messages from `first` up to `read`: those after it are counted as unread mentions. */
    waiting: (conversation: number, user: number, first: number, read: number): number =>
      waiting(conversation, user, first, read)?.count ?? 0,
  };
}
export type Calls = ReturnType<typeof calls>;
