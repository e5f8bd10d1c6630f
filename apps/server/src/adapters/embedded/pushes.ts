import type { Pushes } from '../../ports/pushes.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedPushes = (threads: SqliteThreads): Pushes => ({
  watch: (conversation, user) => threads.call('watchPushes', conversation, user),
  unwatch: (conversation, users) => threads.call('unwatchPushes', conversation, users),
  watchers: (conversation, after, limit) => threads.call('pushWatchers', conversation, after, limit),
  standings: (conversation, users) => threads.call('pushStandings', conversation, users),
});
