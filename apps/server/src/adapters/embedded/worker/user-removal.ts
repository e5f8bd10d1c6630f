import type { DatabaseSync } from 'node:sqlite';
import { asUserId } from '@rookery/protocol';
import { nameSkeletons } from '../../../domain/name-skeletons.ts';
import { prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

type Leaving = { readonly no: number; readonly id: string; readonly username: string };

/** Takes users away who have left no trace. [SES-11] */
export function userRemoval(db: DatabaseSync, transaction: Transaction) {
  // Whose files wait to be sent is looked at again when they have expired. Whoever has written, reacted, been mentioned or made a room belongs to its conversation, or has departed from it.
  const trace = prepareOne<{ readonly found: number }>(
    db,
    `SELECT EXISTS (SELECT 1 FROM memberships WHERE user = ?1)
         OR EXISTS (SELECT 1 FROM departures d JOIN conversations c ON c.no = d.conversation WHERE d.user = ?1)
         OR EXISTS (SELECT 1 FROM uploads f JOIN users u ON u.id = f.owner WHERE u.no = ?1) AS found`,
  );
  const newest = prepareOne<{ readonly no: number }>(db, 'SELECT max(no) AS no FROM users');
  const freeName = prepareRun(db, 'DELETE FROM usernames WHERE skeleton = ? AND user = ?');
  const freeLeft = prepareRun(db, 'DELETE FROM usernames WHERE user = ? AND left_at IS NOT NULL');
  const ofUser = [
    'departures',
    'follows',
    'push_watchers',
    'mentions',
    'sessions',
    'settings',
    'kept',
    'blocks',
    'guest_networks',
    'guest_sanctions',
  ].map((table) => prepareRun(db, `DELETE FROM ${table} WHERE user = ?`));
  const unblock = prepareRun(db, 'DELETE FROM blocks WHERE blocked = ?');
  const ofUserId = ['tasks', 'works_done'].map((table) => prepareRun(db, `DELETE FROM ${table} WHERE user = ?`));
  const forgetDay = prepareRun(db, 'DELETE FROM upload_days WHERE owner = ?');
  // Their bytes go with what nothing leads to.
  const forgetPictures = prepareRun(db, 'DELETE FROM shown_files WHERE owner = ?');
  const deleteUser = prepareRun(db, 'DELETE FROM users WHERE no = ?');

  return {
    hasTrace: (no: number): boolean => trace(no)?.found === 1,

    /**
     * Of somebody without a trace. False where it has to wait: SQLite would give the highest number again, and what still hangs on it to
     * somebody else.
     */
    remove({ no, id, username }: Leaving): boolean {
      if (newest()?.no === no) return false;
      for (const skeleton of nameSkeletons(username)) freeName(skeleton, no);
      freeLeft(no);
      for (const forget of ofUser) forget(no);
      unblock(no);
      for (const forget of ofUserId) forget(id);
      forgetDay(id);
      forgetPictures(id);
      deleteUser(no);
      transaction.toPeople(asUserId(id));
      return true;
    },
  };
}
export type UserRemoval = ReturnType<typeof userRemoval>;
