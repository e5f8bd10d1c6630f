import { closeSync, fsyncSync, openSync, readSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StartupError } from '../../../domain/startup-error.ts';
import { overdueMs } from '../../../ports/tasks.ts';
import { applicationId, closedApplicationId, migrations } from './schema.ts';
import { resultCodeOf, resultCodes } from './sqlite-errors.ts';

/** How long another program that holds the database is waited for. */
const busyMs = 2_000;

/**
 * Opens (creates, migrates) the database. Throws `StartupError` with what to do where that cannot be. `isUnfinishedAllowed`: of whoever writes a restored or moved store.
 */
export function openDatabase(
  file: string,
  now: number,
  steps: readonly string[] = migrations,
  isUnfinishedAllowed = false,
): DatabaseSync {
  let db: DatabaseSync | null = null;
  try {
    dropForeignWal(file);
    db = new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: busyMs });
    checkIdentity(db, file, steps.length);
    // Counts where nothing was written yet; else `giveSpaceBack` brings it about.
    db.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA journal_size_limit = 67108864;
      PRAGMA cache_size = -16000;
      PRAGMA temp_store = MEMORY;
    `);
    keepRecovered(file);
    if (migrate(db, steps)) giveSpaceBack(db);
    if (!isUnfinishedAllowed) refuseUnfinished(db, file);
    beginNewLife(db, now);
    return db;
  } catch (error) {
    db?.close();
    throw error instanceof StartupError ? error : explain(error, file);
  }
}

/**
 * A connection that cannot write, to the database that the writer has opened before. Its cache is small: what readers have in common is
 * cached by the operating system.
 */
export function openForReading(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, enableForeignKeyConstraints: false, timeout: busyMs });
  db.exec('PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY;');
  return db;
}

/**
 * A backup put over a database whose last server was killed finds that one's `-wal` beside it, and SQLite would play it into the
 * backup. Backups say in their header that they have no WAL (bytes 18 and 19), a live database never does: so the file is a
 * stranger's and goes. [OPS-13]
 */
export function dropForeignWal(file: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return;
  }
  const header = Buffer.alloc(100);
  try {
    if (readSync(descriptor, header, 0, 100, 0) < 100 || header[18] !== 1 || header[19] !== 1) return;
  } finally {
    closeSync(descriptor);
  }
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
}

const pragma = (db: DatabaseSync, name: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);

function checkIdentity(db: DatabaseSync, file: string, known: number): void {
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  const id = pragma(db, 'application_id');
  if (!isEmpty && id !== applicationId && id !== closedApplicationId)
    throw new StartupError(
      `${file} is another program's database: set ROOKERY_DATA_DIR to a directory that is empty or Rookery's own.`,
    );
  const version = pragma(db, 'user_version');
  if (version > known)
    throw new StartupError(
      `${file} was written by a newer Rookery (its format is ${version}, this one knows ${known}): start that newer version, or restore a backup made by this one.`,
    );
}

/**
 * A server that was killed between a commit's write and its sync leaves a transaction that SQLite recovers, and that the disk may still lose:
 * a repeat would be acknowledged by it. So it is synced before anybody is served. [OPS-10]
 */
function keepRecovered(file: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(`${file}-wal`, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Half of a store is none. [ARC-6] */
function refuseUnfinished(db: DatabaseSync, file: string): void {
  const row = db.prepare(`SELECT value FROM meta WHERE key = 'unfinished'`).get();
  if (row)
    throw new StartupError(
      `${file} is not finished (${String(row['value'])}): repeat the command that writes it to its end, or empty the directory.`,
    );
}

/** All steps in one transaction: a database is of the old version or of the new one. [OPS-14] */
function migrate(db: DatabaseSync, steps: readonly string[]): boolean {
  const version = pragma(db, 'user_version');
  if (version === steps.length) return false;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(version)) db.exec(step);
    if (pragma(db, 'application_id') !== closedApplicationId) db.exec(`PRAGMA application_id = ${applicationId}`);
    db.exec(`PRAGMA user_version = ${steps.length}; COMMIT`);
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
  return version > 0;
}

/**
 * A database from before 0.7.0 only ever grows. It is written anew once, right after a migration, before which a copy of it was kept: from then on retention gives back
 * what it takes away. Where there is no room for that it grows on, until the next migration. [RET-3]
 */
function giveSpaceBack(db: DatabaseSync): void {
  const incremental = 2;
  if (pragma(db, 'auto_vacuum') === incremental) return;
  try {
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
  } catch (error) {
    if (resultCodeOf(error) !== resultCodes.full) throw error;
  }
}

/**
 * A restored backup may lack what clients already hold: each log begins a new life at its head, and every user's log leaps
 * beyond all numbers that were given out (the time in ms is more than anyone's steps), so no position from before fits. [OPS-13]
 * Consumers hear of their conversations' new epochs; what was long overdue is not done without asking. [TASK-12]
 */
function beginNewLife(db: DatabaseSync, now: number): void {
  if (!db.prepare(`SELECT 1 FROM meta WHERE key = 'copied_at'`).get()) return;
  const leap = Math.floor(now);
  db.exec(`
    BEGIN IMMEDIATE;
    UPDATE conversations SET epoch = lower(hex(randomblob(12))), epoch_base = seq;
    UPDATE users SET rev = max(rev, ${leap}) + 1, rev_floor = max(rev, ${leap}) + 1;
    UPDATE tasks SET reason = 'It was more than an hour overdue when the store was restored.', parked_at = ${leap}
      WHERE parked_at IS NULL AND due_at <= ${leap - overdueMs};
    INSERT INTO tasks (user, conversation, consumer, epoch, seq, due_at)
      SELECT '', conversation, consumer, '', 0, ${leap} FROM cursors WHERE true ON CONFLICT DO NOTHING;
    DELETE FROM meta WHERE key = 'copied_at' OR (key = 'moving' AND value ->> 'state' = 'copying');
    COMMIT;
  `);
}

function explain(error: unknown, file: string): StartupError {
  switch (resultCodeOf(error)) {
    case resultCodes.corrupt:
    case resultCodes.notADatabase:
      return new StartupError(
        `The database ${file} is damaged: move it away, with its -wal and -shm files, and put a backup in its place.`,
        { cause: error },
      );
    case resultCodes.full:
      return new StartupError(
        `There is no space left for ${file}: free some, or set ROOKERY_DATA_DIR to a directory with more.`,
        {
          cause: error,
        },
      );
    case resultCodes.readOnly:
    case resultCodes.permission:
    case resultCodes.cannotOpen:
      return new StartupError(
        `The database ${file} cannot be written: give this user the right to write there, or set ROOKERY_DATA_DIR to another directory.`,
        { cause: error },
      );
    case resultCodes.busy:
      return new StartupError(`The database ${file} is held by another program: end that one, then start again.`, {
        cause: error,
      });
    default:
      return new StartupError(
        `The database ${file} cannot be opened (${error instanceof Error ? error.message : 'unknown error'}): check its disk, or put a backup in its place.`,
        { cause: error },
      );
  }
}
