import type { DatabaseSync } from 'node:sqlite';
import { ChatError } from '@rookery/protocol';
import { afterStep, readMoving, staying } from '../../../domain/moving.ts';
import type { Moving, MovingStep } from '../../../domain/moving.ts';
import { applicationId, closedApplicationId } from './schema.ts';
import { prepareOne, prepareRun } from './statements.ts';

/** The step itself; and what a closed store answers as if it were written, since nothing is lost if it is not. */
const always = 'stepMoving';
const answeredUnwritten: ReadonlySet<string> = new Set([
  'resumeSession',
  'extendSessions',
  'setLastSeen',
  'founding',
  'addToJournal',
  'putOnce',
]);
const retryAfterMs = 1_000;

/** How a database is moved away, and what it does not take meanwhile. */
export function moving(db: DatabaseSync) {
  const stored = prepareOne<{ readonly value: string }>(db, "SELECT value FROM meta WHERE key = 'moving'");
  const keep = prepareRun(
    db,
    "INSERT INTO meta VALUES ('moving', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  const forget = prepareRun(db, "DELETE FROM meta WHERE key = 'moving'");
  let committed: Moving = readMoving(stored()?.value);
  let now = committed;
  const isClosed = (): boolean => now.state === 'closed' || now.state === 'moved';

  return {
    /** The transaction is on disk. */
    kept: (): void => void (committed = now),

    /** The transaction was taken back. */
    takenBack: (): void => void (now = committed),

    /** How a write of this name is to be treated now. */
    treatmentOf: (name: string): 'written' | 'unwritten' | 'refused' => {
      if (!isClosed() || name === always) return 'written';
      return answeredUnwritten.has(name) ? 'unwritten' : 'refused';
    },

    refusal: (): ChatError =>
      new ChatError('unavailable', {
        message: 'This server is being moved: nothing is written for some seconds. Wait for retryAfterMs, then repeat.',
        retryAfterMs,
      }),

    read: (): Moving => now,

    step(step: MovingStep): Moving {
      const next = afterStep(now, step);
      if (next === null)
        throw new ChatError('conflict', { message: `The store is ${now.state}: it cannot ${step.act}.` });
      if (next === now) return now;
      if (next.state === staying.state) forget();
      else keep(JSON.stringify(next));
      now = next;
      // Versions that know nothing of this would write: to them it is another program's.
      db.exec(`PRAGMA application_id = ${isClosed() ? closedApplicationId : applicationId}`);
      return now;
    },
  };
}
