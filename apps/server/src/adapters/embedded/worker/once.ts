import type { DatabaseSync } from 'node:sqlite';
import type { OnceKept } from '../../../ports/once.ts';
import { prepareOne, prepareRun } from './statements.ts';

type Row = { readonly value: string; readonly taken_by: string | null };

/** What counts once. */
export function once(db: DatabaseSync) {
  const living = prepareOne<Row>(db, 'SELECT value, taken_by FROM once WHERE key = ? AND until > ?');
  const keep = prepareRun(
    db,
    'INSERT INTO once (key, value, until) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?2, until = ?3, taken_by = NULL',
  );
  const take = prepareRun(db, 'UPDATE once SET taken_by = ? WHERE key = ?');
  return {
    put(key: string, { value, until }: OnceKept, now: number): string {
      const row = living(key, now);
      if (row) return row.value;
      keep(key, value, until);
      return value;
    },

    take(key: string, by: string, now: number): string | null {
      const row = living(key, now);
      if (!row || (row.taken_by !== null && row.taken_by !== by)) return null;
      take(by, key);
      return row.value;
    },
  };
}
