import type { Privacy } from '../../ports/privacy.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedPrivacy = (threads: SqliteThreads): Privacy => ({
  settings: (user) => threads.call('settings', user),
  change: (user, change) => threads.call('changeSettings', user, change),
  block: (by, user, on) => threads.call('block', by, user, on),
});
