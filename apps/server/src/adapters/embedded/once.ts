import type { Once } from '../../ports/once.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedOnce = (threads: SqliteThreads): Once => ({
  put: (key, kept, now) => threads.call('putOnce', key, kept, now),
  take: (key, by, now) => threads.call('takeOnce', key, by, now),
});
