import type { SettingsStore } from '../../ports/settings-store.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedSettingsStore = (threads: SqliteThreads): SettingsStore => ({
  read: () => threads.call('serverSettings'),
  change: (change) => threads.call('changeServerSettings', change),
});
