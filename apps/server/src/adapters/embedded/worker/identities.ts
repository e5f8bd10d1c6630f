import type { DatabaseSync } from 'node:sqlite';
import { asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import type { Identities, Identity } from '../../../ports/identities.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';

const pageRows = 500;

/** Who signs in by which provider or directory. */
export function identities(db: DatabaseSync) {
  const find = prepareOne<{ readonly user: string }>(
    db,
    'SELECT user FROM identities WHERE issuer = ? AND subject = ?',
  );
  const keep = prepareRun(
    db,
    'INSERT INTO identities (issuer, subject, user) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET user = ?3',
  );
  const page = prepareAll<{ readonly subject: string; readonly user: string }>(
    db,
    `SELECT subject, user FROM identities WHERE issuer = ? AND subject > ? ORDER BY subject LIMIT ${pageRows}`,
  );
  const userOf = ({ issuer, subject }: Identity): UserId | null => {
    const row = find(issuer, subject);
    return row ? asUserId(row.user) : null;
  };
  return {
    userOf,

    bind(identity: Identity, user: UserId, from: UserId | null): UserId {
      const holder = userOf(identity);
      if (holder !== from && holder !== null) return holder;
      keep(identity.issuer, identity.subject, user);
      return user;
    },

    list(issuer: string, cursor: string | null): Awaited<ReturnType<Identities['list']>> {
      const rows = page(issuer, cursor ?? '');
      return {
        bound: rows.map(({ subject, user }) => ({ subject, user: asUserId(user) })),
        next: rows.length === pageRows ? (rows.at(-1)?.subject ?? null) : null,
      };
    },
  };
}
