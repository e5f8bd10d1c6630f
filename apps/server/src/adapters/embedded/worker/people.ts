import type { DatabaseSync } from 'node:sqlite';
import { foldName } from '@rookery/protocol';
import type { User, UserId } from '@rookery/protocol';
import type { People } from '../../../ports/people.ts';
import { toUser } from './rows.ts';
import type { Lookups, UserRow } from './rows.ts';
import { prepareOne, prepareRun } from './statements.ts';

type Answer<Name extends keyof People> = Awaited<ReturnType<People[Name]>>;

/** People and their names. */
export function people(db: DatabaseSync, find: Lookups) {
  const holderOf = prepareOne<UserRow>(
    db,
    `SELECT u.no, u.id, u.username, u.display_name, u.guest FROM usernames n JOIN users u ON u.no = n.user
     WHERE n.folded = ?`,
  );
  const record = prepareOne<{ readonly no: number }>(
    db,
    `INSERT INTO users (id, username, folded, display_name, guest) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET id = id RETURNING no`,
  );
  /** The user's number, of an old one or a new one. */
  const numberOf = ({ id, username, displayName, guest }: User): number => {
    const row = record(id, username, foldName(username), displayName, guest ? 1 : 0);
    if (!row) throw new Error('a user has no number');
    return row.no;
  };
  const giveName = prepareRun(
    db,
    'INSERT INTO usernames (folded, user) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET user = ?2',
  );

  return {
    numberOf,

    claimName(user: User, holder: UserId | null): Answer<'claimName'> {
      const folded = foldName(user.username);
      const current = holderOf(folded);
      if (current && current.id !== holder) return 'taken';
      giveName(folded, numberOf(user));
      return 'claimed';
    },

    userByName(username: string): User | null {
      const row = holderOf(foldName(username));
      return row ? toUser(row) : null;
    },

    users: (ids: readonly UserId[]): readonly (User | null)[] =>
      ids.map((id) => {
        const row = find.user(id);
        return row ? toUser(row) : null;
      }),
  };
}
