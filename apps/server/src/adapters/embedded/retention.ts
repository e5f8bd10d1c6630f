import type { RetentionRules } from '../../domain/retention-rules.ts';
import type { Retention } from '../../ports/retention.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export function embeddedRetention(threads: SqliteThreads): Retention {
  /** Number of the conversation up to which the pass has come. */
  let at = 0;
  return {
    sweep: async (now, rules: RetentionRules) => {
      const { taken, next } = await threads.call('retain', Math.floor(now), rules, at);
      at = next ?? 0;
      return { taken, more: next !== null };
    },
    hold: (hold) => threads.call('setHold', hold),
    holdOf: (of) => threads.call('findHold', of),
    holds: (cursor, limit) => threads.call('listHolds', cursor, limit),
  };
}
