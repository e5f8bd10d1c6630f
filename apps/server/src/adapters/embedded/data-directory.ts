import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartupError } from '../../domain/startup-error.ts';
import { resultCodeOf, resultCodes } from './worker/sqlite-errors.ts';

export const databaseFile = (dataDir: string): string => join(dataDir, 'rookery.sqlite');

export type DirectoryLock = { release(): void };

/**
 * Makes the data directory if need be and takes it for this process. The lock is an exclusive transaction on a file of its own: the
 * system drops it with the process however that ends, and a backup can still read the database beside it.
 */
export function takeDataDirectory(dataDir: string): DirectoryLock {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw explain(error, dataDir);
  }
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(join(dataDir, 'rookery.lock'), { timeout: 0 });
    // No journal: nothing is ever written, so nothing is left behind.
    db.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    const held = db;
    return {
      release: () => {
        if (held.isOpen) held.close();
      },
    };
  } catch (error) {
    db?.close();
    throw explain(error, dataDir);
  }
}

/** Takes the right to move away what is in it: for one process at a time, however that ends. Throws `StartupError`. */
export function takeMove(dataDir: string): DirectoryLock {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(join(dataDir, 'rookery.moving'), { timeout: 0 });
    db.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    const held = db;
    return { release: () => held.close() };
  } catch (error) {
    db?.close();
    if (resultCodeOf(error) !== resultCodes.busy) throw explain(error, dataDir);
    throw new StartupError(`npm run migrate is at work on ${dataDir} already: wait, or end that one.`, {
      cause: error,
    });
  }
}

function explain(error: unknown, dataDir: string): StartupError {
  const cause = { cause: error };
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const result = resultCodeOf(error);
  if (result === resultCodes.busy)
    return new StartupError(
      `Another Rookery server is using the data directory ${dataDir}: stop that one, or set ROOKERY_DATA_DIR to another directory.`,
      cause,
    );
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return new StartupError(`${dataDir} is not a directory: set ROOKERY_DATA_DIR to one.`, cause);
  if (code === 'ENOSPC' || result === resultCodes.full)
    return new StartupError(
      `There is no space left for the data directory ${dataDir}: free some, or set ROOKERY_DATA_DIR to a directory with more.`,
      cause,
    );
  return new StartupError(
    `The data directory ${dataDir} cannot be written: give this user the right to write there, or set ROOKERY_DATA_DIR to another directory.`,
    cause,
  );
}
