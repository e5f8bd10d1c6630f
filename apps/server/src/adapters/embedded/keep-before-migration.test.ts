import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { StartupError } from '../../domain/startup-error.ts';
import { databaseFile } from './data-directory.ts';
import { keepBeforeMigration } from './keep-before-migration.ts';
import { openEmbeddedStore } from './open-store.ts';
import { openDatabase } from './worker/open-database.ts';
import { migrations } from './worker/schema.ts';

/** A database of an older format, with a person in it; its server was killed. */
function oldDatabase(): string {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-kept-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const db = openDatabase(databaseFile(dir), 0, migrations.slice(0, 3));
  db.exec(`INSERT INTO users (id, username, folded, display_name, guest) VALUES ('u_1', 'alice', 'alice', 'Alice', 1)`);
  copyFileSync(databaseFile(dir), `${databaseFile(dir)}-copy`);
  copyFileSync(`${databaseFile(dir)}-wal`, `${databaseFile(dir)}-copy-wal`);
  db.close();
  copyFileSync(`${databaseFile(dir)}-copy`, databaseFile(dir));
  copyFileSync(`${databaseFile(dir)}-copy-wal`, `${databaseFile(dir)}-wal`);
  return dir;
}
const copies = (dir: string): string[] => readdirSync(dir).filter((name) => name.startsWith('rookery.before-'));

test('[OPS-44] before a migration the database is copied, which the log tells; the copy is a backup that the version of before opens', async () => {
  const dir = oldDatabase();
  const told: object[] = [];
  const log = { error: () => undefined, info: (details: object) => told.push(details) };
  const store = await openEmbeddedStore({ dataDir: dir, clock: systemClock, log });
  await store.close();
  const [copy = ''] = copies(dir);
  expect(told).toEqual([
    expect.objectContaining({ event: 'store.kept-before-migration', file: join(dir, copy), format: 3, removed: [] }),
  ]);
  const db = openDatabase(join(dir, copy), 1, migrations.slice(0, 3));
  expect(db.prepare('SELECT id FROM users').all()).toEqual([{ id: 'u_1' }]);
  expect(db.prepare('SELECT max(rev) rev FROM users').get()).toEqual({ rev: 2 });
  db.close();
  // There is nothing left to migrate.
  await (await openEmbeddedStore({ dataDir: dir, clock: systemClock, log })).close();
  expect(copies(dir)).toHaveLength(1);
});

test('[OPS-44] of the copies only the latest two stay, and nothing else is touched', async () => {
  const dir = oldDatabase();
  writeFileSync(join(dir, 'rookery.before-lunch.sqlite'), 'mine');
  const at = (minute: number): number => Date.UTC(2026, 10, 26, 12, minute);
  for (const minute of [1, 2]) expect((await keepBeforeMigration(dir, at(minute)))?.removed).toEqual([]);
  expect((await keepBeforeMigration(dir, at(3)))?.removed).toEqual(['rookery.before-20261126T120100-format-3.sqlite']);
  expect(copies(dir).toSorted()).toEqual([
    'rookery.before-20261126T120200-format-3.sqlite',
    'rookery.before-20261126T120300-format-3.sqlite',
    'rookery.before-lunch.sqlite',
  ]);
});

test('[OPS-44] where the copy cannot be written nothing is migrated, and the sentence says what to do', async () => {
  const dir = oldDatabase();
  // In the way: a directory that is not empty.
  const name = 'rookery.before-20261126T120100-format-3.sqlite.unfinished';
  mkdirSync(join(dir, name, 'x'), { recursive: true });
  const refused = await keepBeforeMigration(dir, Date.UTC(2026, 10, 26, 12, 1)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StartupError);
  expect((refused as StartupError).message).toMatch(/make room for it in .+, or start the version of before\.$/);
  const db = new DatabaseSync(databaseFile(dir), { readOnly: true });
  expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
  db.close();
});
