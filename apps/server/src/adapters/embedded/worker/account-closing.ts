import type { DatabaseSync } from 'node:sqlite';
import { asFileId, asUserId } from '@rookery/protocol';
import type { User, UserId } from '@rookery/protocol';
import type { WorkerFiles } from './files.ts';
import type { MemberSteps } from './member-steps.ts';
import { roles, toUser } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';
import type { UserSteps } from './user-steps.ts';

/** Ends accounts for good. */
export function accountClosing(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  isLastOwner: (user: UserId) => boolean,
  steps: UserSteps,
  { subject, depart }: MemberSteps,
  files: WorkerFiles,
) {
  const close = prepareRun(
    db,
    `UPDATE users SET deactivated = 1, username = id, folded = id, display_name = ?2, server_role = NULL, status = NULL, avatar = NULL,
       profile_rev = profile_rev + 1
     WHERE no = ?1 AND (deactivated = 0 OR username <> id)`,
  );
  /** Her names stay hers: nobody is given them. By another form of them than anybody types nobody finds her. */
  const keepNames = prepareRun(db, 'UPDATE usernames SET left_at = NULL, left_as = NULL WHERE user = ?');
  const sessions = prepareAll<{ readonly id: string }>(db, 'DELETE FROM sessions WHERE user = ? RETURNING id');
  const ofUser = ['accounts', 'password_links', 'second_factors', 'passkeys', 'settings', 'kept', 'blocks'].map(
    (table) => prepareRun(db, `DELETE FROM ${table} WHERE user = ?`),
  );
  const forgetAddress = prepareRun(db, 'DELETE FROM addresses WHERE user = ?');
  const roomsOf = prepareAll<{ readonly id: string }>(
    db,
    'SELECT c.id FROM memberships s JOIN conversations c ON c.no = s.conversation WHERE s.user = ? AND c.kind < 2',
  );

  return (id: UserId, displayName: string): User | 'last-owner' | null => {
    const row = find.user(id);
    if (!row || row.guest === 1) return null;
    if (isLastOwner(id)) return 'last-owner';
    if (close(row.no, displayName) === 1) {
      if (row.avatar !== null) files.unshow(asFileId(row.avatar));
      keepNames(row.no);
      for (const forget of ofUser) forget(row.no);
      forgetAddress(id);
      const ended = sessions(row.no).map((session) => session.id);
      if (ended.length > 0) transaction.toUser(id, { kind: 'revoked', sessions: ended });
      transaction.toPeople(id);
      const user = { no: row.no, id: asUserId(row.id) };
      for (const room of roomsOf(row.no)) {
        const seen = find.seen(id, room.id);
        if (seen?.role === roles.invited) steps.lose(user, subject(seen), { why: 'left' });
        else if (seen) depart(seen, user, { why: 'left' });
      }
    }
    const now = find.user(id);
    return now ? toUser(now) : null;
  };
}
