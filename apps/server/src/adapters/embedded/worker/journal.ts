import type { DatabaseSync } from 'node:sqlite';
import { prepareOne, prepareAll, prepareRun } from './statements.ts';

/** Lines that the node keeps of itself. */
export function journal(db: DatabaseSync) {
  const last = prepareOne<{ readonly no: number; readonly line: string }>(
    db,
    'SELECT no, line FROM journal WHERE name = ? ORDER BY no DESC LIMIT 1',
  );
  const add = prepareRun(db, 'INSERT INTO journal (name, no, line) VALUES (?, ?, ?)');
  const drop = prepareRun(db, 'DELETE FROM journal WHERE name = ? AND no <= ?');
  const all = prepareAll<{ readonly line: string }>(db, 'SELECT line FROM journal WHERE name = ? ORDER BY no');
  return {
    addToJournal(name: string, line: string, most: number): void {
      const before = last(name);
      if (before?.line === line) return;
      const no = (before?.no ?? 0) + 1;
      add(name, no, line);
      drop(name, no - most);
    },
    readJournal: (name: string): string[] => all(name).map(({ line }) => line),
  };
}
