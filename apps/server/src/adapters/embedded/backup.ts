import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync, backup } from 'node:sqlite';
import { StartupError } from '../../domain/startup-error.ts';
import { databaseFile } from './data-directory.ts';

/**
 * All pages in one step, hence of one moment: SQLite starts over whenever another process commits between two steps, which under
 * a steady load is for ever. Readers of a WAL hold up no writer, so the server goes on meanwhile.
 */
const pagesAStep = 0x7f_ff_ff_ff;

/**
 * Copies the database into `file` while the server runs, or not. The copy says that it is one, so that whoever starts on it gives every
 * conversation a new epoch: clients may hold what it lacks. Throws `StartupError`.
 */
export async function backUp(dataDir: string, file: string): Promise<void> {
  const source = databaseFile(dataDir);
  if (!existsSync(source))
    throw new StartupError(`There is no database in ${dataDir}: set ROOKERY_DATA_DIR to the server's directory.`);
  if (existsSync(file)) throw new StartupError(`${file} is there already: name a file that is not.`);
  try {
    await copyDatabase(source, file, Date.now());
  } catch (error) {
    throw new StartupError(
      `The backup could not be written to ${file}: ${error instanceof Error ? error.message : 'unknown error'}.`,
      { cause: error },
    );
  }
}

/** The copy is there as a whole or not at all. `now`: ms since the epoch. */
export async function copyDatabase(source: string, file: string, now: number): Promise<void> {
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    const db = new DatabaseSync(source, { readOnly: true, timeout: 10_000 });
    try {
      await backup(db, unfinished, { rate: pagesAStep });
    } finally {
      db.close();
    }
    const copy = new DatabaseSync(unfinished);
    // Without a WAL: a copy is one file, and says so in its header.
    copy.exec(`PRAGMA journal_mode = DELETE; INSERT OR REPLACE INTO meta VALUES ('copied_at', '${now}')`);
    copy.close();
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
