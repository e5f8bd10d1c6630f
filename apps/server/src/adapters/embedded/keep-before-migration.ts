import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartupError } from '../../domain/startup-error.ts';
import { copyDatabase } from './backup.ts';
import { databaseFile } from './data-directory.ts';
import { dropForeignWal } from './worker/open-database.ts';
import { applicationId, migrations } from './worker/schema.ts';

/** Of so many migrations the database of before stays; older copies go. */
const mostKept = 2;
/** With the time in front of the format, so that their order is that of their names. */
const keptName = /^rookery\.before-\d{8}T\d{6}-format-\d+\.sqlite$/;

/** `now`: ms since the epoch. */
const nameOf = (now: number, format: number): string =>
  `rookery.before-${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-format-${format}.sqlite`;

export type KeptCopy = { readonly file: string; readonly format: number; readonly removed: readonly string[] };

/**
 * Copies a database that is about to be migrated, into the same directory; null where there is nothing to migrate. Whoever puts the copy in the database's place goes
 * back to that moment with the version of before, as from any backup. Throws `StartupError` where there is no room for it: nothing was changed then. [OPS-44]
 */
export async function keepBeforeMigration(
  dataDir: string,
  now: number,
  known: number = migrations.length,
): Promise<KeptCopy | null> {
  const source = databaseFile(dataDir);
  if (!existsSync(source)) return null;
  dropForeignWal(source);
  const format = formatOf(source);
  if (format === null || format === 0 || format >= known) return null;
  const file = join(dirname(source), nameOf(now, format));
  try {
    if (!existsSync(file)) await copyDatabase(source, file, now);
  } catch (error) {
    throw new StartupError(
      `Before ${source} is brought to the format of this version (${known}, it has ${format}) a copy of it is kept, and that could not be written (${error instanceof Error ? error.message : 'unknown error'}): make room for it in ${dirname(source)}, or start the version of before.`,
      { cause: error },
    );
  }
  const kept = readdirSync(dirname(source))
    .filter((name) => keptName.test(name))
    .toSorted();
  const removed = kept.slice(0, Math.max(0, kept.length - mostKept));
  for (const name of removed) rmSync(join(dirname(source), name), { force: true });
  return { file, format, removed };
}

/** Null where it is no database of Rookery's that can be read: whoever opens it says what is wrong. */
function formatOf(file: string): number | null {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { timeout: 2_000 });
    const id = db.prepare('PRAGMA application_id').get() as { application_id: number } | undefined;
    const row = db.prepare('PRAGMA user_version').get() as { user_version: number } | undefined;
    return id?.application_id === applicationId ? (row?.user_version ?? null) : null;
  } catch {
    return null;
  } finally {
    db?.close();
  }
}
