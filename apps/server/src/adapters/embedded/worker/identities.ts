import type { DatabaseSync } from 'node:sqlite';
import { asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { secretHash } from '../../../domain/new-id.ts';
import type { Identities, Identity } from '../../../ports/identities.ts';
import { asHashedName } from './hashed-name.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';

const pageRows = 500;
/** As it came from a store that knows issuers by their hashes alone. */
const hashed = (issuer: string): string => asHashedName(secretHash(issuer));

/** Who signs in by which provider or directory. */
export function identities(db: DatabaseSync) {
  const find = prepareOne<{ readonly user: string }>(
    db,
    'SELECT user FROM identities WHERE issuer IN (?1, ?3) AND subject = ?2',
  );
  const forgetHashed = prepareRun(db, 'DELETE FROM identities WHERE issuer = ? AND subject = ?');
  const keep = prepareRun(
    db,
    'INSERT INTO identities (issuer, subject, user) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET user = ?3',
  );
  const page = prepareAll<{ readonly subject: string; readonly user: string }>(
    db,
    `SELECT subject, user FROM identities WHERE issuer IN (?1, ?3) AND subject > ?2 ORDER BY subject LIMIT ${pageRows}`,
  );
  const userOf = ({ issuer, subject }: Identity): UserId | null => {
    const row = find(issuer, subject, hashed(issuer));
    return row ? asUserId(row.user) : null;
  };
  return {
    userOf,

    bind(identity: Identity, user: UserId, from: UserId | null): UserId {
      const holder = userOf(identity);
      if (holder !== from && holder !== null) return holder;
      forgetHashed(hashed(identity.issuer), identity.subject);
      keep(identity.issuer, identity.subject, user);
      return user;
    },

    list(issuer: string, cursor: string | null): Awaited<ReturnType<Identities['list']>> {
      const rows = page(issuer, cursor ?? '', hashed(issuer));
      return {
        bound: rows.map(({ subject, user }) => ({ subject, user: asUserId(user) })),
        next: rows.length === pageRows ? (rows.at(-1)?.subject ?? null) : null,
      };
    },
  };
}
