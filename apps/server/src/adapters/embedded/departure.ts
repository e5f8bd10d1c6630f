import type { Moving } from '../../domain/moving.ts';
import type { Departure } from '../../ports/departure.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

/** `before`: as it was when the store was opened. */
export function embeddedDeparture(threads: SqliteThreads, before: Moving): Departure {
  let now = before;
  return {
    get now() {
      return now;
    },
    step: async (step) => {
      try {
        return (now = await threads.call('stepMoving', step));
      } catch (error) {
        // Given up on, it may have been done, or be done yet: the writer answers this after it.
        now = await threads.call('moving').catch(() => now);
        throw error;
      }
    },
  };
}
