import type { Leftovers } from '../../ports/leftovers.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedLeftovers = (threads: SqliteThreads): Leftovers => ({
  sweep: (now, rules) => threads.call('sweepLeftovers', now, rules),
});
