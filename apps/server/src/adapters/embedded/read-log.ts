import type { ConversationLog } from '../../ports/conversation-log.ts';
import { databaseFile } from './data-directory.ts';
import { logReader } from './worker/log-reader.ts';
import { openForReading } from './worker/open-database.ts';
import { reading } from './worker/reading.ts';
import { lookups } from './worker/lookups.ts';
import { threadReader } from './worker/threads.ts';

/** The log for reading alone, in this thread: also while a server runs on it. Throws where there is no database. */
export function readEmbeddedLog(dataDir: string): {
  readonly log: Pick<ConversationLog, 'tail'>;
  close(): Promise<void>;
} {
  const db = openForReading(databaseFile(dataDir));
  const find = lookups(db);
  const threads = threadReader(db);
  const { tail } = reading(db, find, logReader(db, threads), threads);
  return { log: { tail: (...asked) => Promise.resolve(tail(...asked)) }, close: async () => db.close() };
}
