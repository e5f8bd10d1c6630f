import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '@rookery/protocol';
import { prepareOne, prepareRun } from './statements.ts';

/** When users were last seen, for those who are not here now. */
export function presence(db: DatabaseSync) {
  const read = prepareOne<{ readonly last_seen: number | null }>(db, 'SELECT last_seen FROM users WHERE id = ?');
  const write = prepareRun(db, 'UPDATE users SET last_seen = ? WHERE id = ?');
  return {
    lastSeen: (users: readonly UserId[]): readonly (number | null)[] =>
      users.map((user) => read(user)?.last_seen ?? null),

    setLastSeen(seen: readonly { readonly user: UserId; readonly at: number }[]): void {
      for (const { user, at } of seen) write(at, user);
    },
  };
}
