import type { Journal } from '../../ports/journal.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedJournal = (threads: SqliteThreads): Journal => ({
  add: (name, line, most) => threads.call('addToJournal', name, line, most),
  read: (name) => threads.call('readJournal', name),
});
