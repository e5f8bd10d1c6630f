import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '@rookery/protocol';
import { mostPasskeys } from '../../../ports/passkeys.ts';
import type { KeptPasskey } from '../../../ports/passkeys.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';

type Row = {
  readonly id: string;
  readonly credential: string;
  readonly public_key: string;
  readonly transports: string;
  readonly name: string;
  readonly created_at: number;
  readonly used_at: number | null;
};

export function passkeys(db: DatabaseSync, find: Lookups) {
  const insert = prepareRun(
    db,
    `INSERT INTO passkeys (user, id, credential, public_key, transports, name, created_at, used_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING`,
  );
  const ofUser = prepareAll<Row>(
    db,
    'SELECT id, credential, public_key, transports, name, created_at, used_at FROM passkeys WHERE user = ?',
  );
  const use = prepareRun(db, 'UPDATE passkeys SET used_at = max(?3, coalesce(used_at, 0)) WHERE user = ?1 AND id = ?2');
  const remove = prepareRun(db, 'DELETE FROM passkeys WHERE user = ? AND id = ?');
  const put = prepareRun(
    db,
    'INSERT INTO challenges (hash, purpose, ends_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING',
  );
  const forget = prepareRun(db, 'DELETE FROM challenges WHERE ends_at <= ?');
  const take = prepareOne<{ readonly purpose: string; readonly ends_at: number }>(
    db,
    'DELETE FROM challenges WHERE hash = ? RETURNING purpose, ends_at',
  );
  const numberOf = (user: UserId): number => find.user(user)?.no ?? -1;

  return {
    add(user: UserId, passkey: KeptPasskey): 'added' | 'too-many' | 'no-account' {
      const row = find.user(user);
      if (!row || row.guest === 1 || row.deactivated === 1) return 'no-account';
      const kept = ofUser(row.no);
      // Once more the same: its answer was lost.
      if (kept.some(({ id }) => id === passkey.id)) return 'added';
      if (kept.length >= mostPasskeys) return 'too-many';
      const { id, credential, publicKey, transports, name, createdAt, lastUsedAt } = passkey;
      insert(row.no, id, credential, publicKey, transports.join(' '), name, createdAt, lastUsedAt);
      return 'added';
    },

    of: (user: UserId): readonly KeptPasskey[] =>
      ofUser(numberOf(user)).map(({ id, credential, public_key, transports, name, created_at, used_at }) => ({
        id,
        credential,
        publicKey: public_key,
        transports: transports.split(' ').filter((one) => one !== ''),
        name,
        createdAt: created_at,
        lastUsedAt: used_at,
      })),

    used: (user: UserId, id: string, at: number): boolean => use(numberOf(user), id, at) === 1,

    remove: (user: UserId, id: string): boolean => remove(numberOf(user), id) === 1,

    putChallenge(hash: string, purpose: string, now: number, endsAt: number): void {
      forget(now);
      put(hash, purpose, endsAt);
    },

    takeChallenge(hash: string, now: number): string | null {
      const taken = take(hash);
      return taken && taken.ends_at > now ? taken.purpose : null;
    },
  };
}
