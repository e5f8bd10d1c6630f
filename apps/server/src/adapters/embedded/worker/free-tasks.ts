import type { DatabaseSync } from 'node:sqlite';
import { longestPauseMs } from '../../../domain/task-pauses.ts';
import { steadyNow } from './due.ts';
import { prepareRun } from './statements.ts';

/**
 * For whoever opens the database: no other process holds a lease, so all of them are due. So is what lies further ahead than any pause: the
 * clock was wrong when it was written. [OPS-19]
 */
export function freeTasks(db: DatabaseSync): void {
  const now = steadyNow();
  prepareRun(db, 'UPDATE tasks SET lease = NULL, due_at = ? WHERE lease IS NOT NULL OR due_at > ?')(
    now,
    now + longestPauseMs,
  );
}
