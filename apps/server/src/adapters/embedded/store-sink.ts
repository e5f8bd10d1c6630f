import type { DatabaseSync } from 'node:sqlite';
import type { AuditEntry } from '../../domain/audit.ts';
import type { Clock } from '../../domain/clock.ts';
import { StartupError } from '../../domain/startup-error.ts';
import type { StoreRecord } from '../../domain/store-record.ts';
import type { StoreSink } from '../../ports/store-sink.ts';
import { databaseFile, takeDataDirectory } from './data-directory.ts';
import { deriveAll, forgetTheRest } from './records/finishing.ts';
import { numbers } from './records/numbers.ts';
import { conversationWriting } from './records/write-conversations.ts';
import { messageWriting } from './records/write-messages.ts';
import { peopleWriting } from './records/write-people.ts';
import { serverWriting } from './records/write-server.ts';
import { openDatabase } from './worker/open-database.ts';
import { prepareOne, prepareRun } from './worker/statements.ts';

/** Takes an empty data directory, or goes on with what was begun under this name. Throws `StartupError` in words where neither can be. */
export function openEmbeddedSink(dataDir: string, name: string, clock: Clock): StoreSink {
  const lock = takeDataDirectory(dataDir);
  let db: DatabaseSync;
  let isResumed: boolean;
  try {
    db = openDatabase(databaseFile(dataDir), clock.now(), undefined, true);
    try {
      isResumed = take(db, dataDir, name);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
  // Until the end a crash of the machine costs what was written last, and that is written again.
  db.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64000;');
  const no = numbers(db);
  const owed: AuditEntry[] = [];
  const [message, about, personal, server] = [
    messageWriting(db, no),
    conversationWriting(db, no),
    peopleWriting(db, no),
    serverWriting(db, no, owed),
  ];
  const put = writing({ message, about, personal, server });
  const inOneStep = (act: () => void): Promise<void> => {
    db.exec('BEGIN IMMEDIATE');
    try {
      act();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
    return Promise.resolve();
  };
  const close = (): Promise<void> => {
    if (db.isOpen) db.close();
    lock.release();
    return Promise.resolve();
  };
  return {
    isResumed,
    write: (records) => inOneStep(() => records.forEach(put)),
    forgetAllButMessages: () => {
      owed.length = 0;
      return inOneStep(() => forgetTheRest(db));
    },
    finish: async (life) => {
      db.exec('PRAGMA synchronous = FULL');
      await inOneStep(() => {
        deriveAll(db, clock.now(), owed);
        // The server that starts on it sees to the new epochs. [OPS-13]
        if (life === 'new')
          prepareRun(db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('copied_at', ?)")(String(clock.now()));
        db.exec("DELETE FROM meta WHERE key = 'unfinished'");
      });
      db.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize');
    },
    close,
  };
}

/** Marks the database as unfinished. Answers whether it was, under this very name. */
function take(db: DatabaseSync, dataDir: string, name: string): boolean {
  const unfinished = prepareOne<{ readonly value: string }>(db, "SELECT value FROM meta WHERE key = 'unfinished'")();
  if (unfinished?.value === name) return true;
  if (unfinished)
    throw new StartupError(
      `${dataDir} holds the beginning of something else (${unfinished.value}): finish that, or empty the directory.`,
    );
  const count = (table: string): number =>
    prepareOne<{ readonly count: number }>(db, `SELECT count(*) AS count FROM ${table}`)()?.count ?? 0;
  const [people, conversations] = [count('users'), count('conversations')];
  if (people + conversations > 0)
    throw new StartupError(
      `${dataDir} is in use: it holds ${people} people and ${conversations} conversations. Nothing was changed. Set ROOKERY_DATA_DIR to a directory that is empty.`,
    );
  prepareRun(db, "INSERT INTO meta (key, value) VALUES ('unfinished', ?)")(name);
  // What a server leaves that was started once and used by nobody.
  forgetTheRest(db);
  return false;
}

type Writers = {
  readonly message: ReturnType<typeof messageWriting>;
  readonly about: ReturnType<typeof conversationWriting>;
  readonly personal: ReturnType<typeof peopleWriting>;
  readonly server: ReturnType<typeof serverWriting>;
};
const writing =
  ({ message, about, personal, server }: Writers) =>
  (record: StoreRecord): void => {
    switch (record.kind) {
      case 'message':
        return message(record);
      case 'conversation':
      case 'change':
      case 'members':
      case 'invited':
      case 'hidden':
      case 'mute':
      case 'ban':
      case 'guest-network':
      case 'guest-sanction':
      case 'call':
      case 'push-watcher':
      case 'loose-bytes':
      case 'cursor':
        return about(record);
      case 'person':
      case 'account':
      case 'session':
      case 'choices':
      case 'block':
      case 'second-factor':
      case 'passkey':
      case 'line':
      case 'departure':
      case 'kept':
      case 'upload':
      case 'upload-day':
      case 'shown-file':
        return personal(record);
      default:
        return server(record);
    }
  };
