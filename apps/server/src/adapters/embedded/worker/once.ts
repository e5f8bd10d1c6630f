import type { DatabaseSync } from 'node:sqlite';
import { secretHash } from '../../../domain/new-id.ts';
import type { OnceKept } from '../../../ports/once.ts';
import { asHashedName } from './hashed-name.ts';
import { prepareOne, prepareRun } from './statements.ts';

/** As it came from a store that knows keys by their hashes alone. */
const hashed = (key: string): string => asHashedName(secretHash(key));

type Row = { readonly value: string; readonly taken_by: string | null };

/** What counts once. */
export function once(db: DatabaseSync) {
  const living = prepareOne<Row>(db, 'SELECT value, taken_by FROM once WHERE key IN (?1, ?3) AND until > ?2');
  const keep = prepareRun(
    db,
    'INSERT INTO once (key, value, until) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?2, until = ?3, taken_by = NULL',
  );
  const take = prepareRun(db, 'UPDATE once SET taken_by = ?1 WHERE key IN (?2, ?3)');
  return {
    put(key: string, { value, until }: OnceKept, now: number): string {
      const row = living(key, now, hashed(key));
      if (row) return row.value;
      keep(key, value, until);
      return value;
    },

    take(key: string, by: string, now: number): string | null {
      const row = living(key, now, hashed(key));
      if (!row || (row.taken_by !== null && row.taken_by !== by)) return null;
      take(by, key, hashed(key));
      return row.value;
    },
  };
}
export type Once = ReturnType<typeof once>;
