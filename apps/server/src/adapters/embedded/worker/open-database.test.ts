import { copyFileSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase } from './open-database.ts';
import { migrations } from './schema.ts';
import { Writer } from './writer.ts';

// As they are, and seen.
vi.mock('node:fs', { spy: true });

const file = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-migration-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, 'rookery.sqlite');
};
const versionOf = (path: string): unknown => {
  const db = new DatabaseSync(path, { readOnly: true });
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  db.close();
  return row.user_version;
};

/** A database as the first version left it, with one conversation of one message. */
function oldDatabase(): string {
  const path = file();
  const db = openDatabase(path, 0, migrations.slice(0, 1));
  db.exec(`
    INSERT INTO users (id, username, folded, display_name, guest) VALUES ('u_1', 'alice', 'alice', 'Alice', 1);
    INSERT INTO conversations (id, kind, name, folded, first, second, created_at, epoch, seq, active) VALUES ('r_1', 0, 'lobby', 'lobby', 1, 1, 5, 'e', 1, 1);
    INSERT INTO messages (conversation, seq, id, author, at, content) VALUES (1, 1, 'm_1', 1, 5, 'kept');
  `);
  db.close();
  return path;
}

test('[OPS-14] a database of an older version is migrated with all that is in it', () => {
  const path = oldDatabase();
  const steps = [
    ...migrations,
    `ALTER TABLE conversations ADD COLUMN colour TEXT NOT NULL DEFAULT 'celadon'`,
    'CREATE TABLE later (x INTEGER)',
  ];
  const db = openDatabase(path, 0, steps);
  expect(db.prepare('SELECT content FROM messages').get()).toMatchObject({ content: 'kept' });
  expect(db.prepare('SELECT name, colour FROM conversations').get()).toMatchObject({
    name: 'lobby',
    colour: 'celadon',
  });
  db.close();
  expect(versionOf(path)).toBe(steps.length);
  openDatabase(path, 0, steps).close();
});

test('[OPS-14] a migration that fails leaves the database as it was', () => {
  const path = oldDatabase();
  expect(() =>
    openDatabase(path, 0, [...migrations, 'ALTER TABLE messages ADD COLUMN extra TEXT', 'THIS IS NO SQL']),
  ).toThrow(/cannot be opened/);
  expect(versionOf(path)).toBe(1);
  const db = openDatabase(path, 0);
  expect(db.prepare('SELECT content FROM messages').get()).toMatchObject({ content: 'kept' });
  db.close();
});

test('[OPS-10] what a killed server left in the log is synced before it is served: the disk may not have it yet', () => {
  const killed = oldDatabase();
  const db = openDatabase(killed, 0);
  db.exec(`UPDATE messages SET content = 'written, and perhaps not synced'`);
  const found = file();
  for (const part of ['', '-wal']) copyFileSync(`${killed}${part}`, `${found}${part}`);
  db.close();
  const opened = vi.mocked(openSync).mock;
  const before = opened.calls.length;
  const again = openDatabase(found, 0);
  const at = opened.calls.findIndex(([path], index) => index >= before && path === `${found}-wal`);
  expect(fsyncSync).toHaveBeenCalledWith(opened.results[at]?.value);
  expect(again.prepare('SELECT content FROM messages').get()).toMatchObject({
    content: 'written, and perhaps not synced',
  });
  again.close();
});

test('[PEO-9, OPS-14] who had an account before there was an index is in it once this version has opened the database', () => {
  const path = file();
  const old = openDatabase(path, 0, migrations.slice(0, -1));
  old.exec(`
    INSERT INTO users (id, username, folded, display_name, guest) VALUES
      ('u_1', 'alice', 'alice', '重庆', 0), ('u_2', 'bob', 'bob', 'Bob', 1), ('u_3', 'carol', 'carol', 'Carol', 0);
    UPDATE users SET deactivated = 1 WHERE id = 'u_3';
  `);
  old.close();
  const db = openDatabase(path, 0);
  const writer = new Writer(db, () => undefined);
  expect(writer).toBeDefined();
  const words = db.prepare('SELECT word, u.id FROM finding_words JOIN users u ON u.no = user ORDER BY word').all();
  expect(words.map(({ word }) => word)).toEqual(expect.arrayContaining(['alice', 'chongqing', 'cq', '重庆']));
  expect(new Set(words.map(({ id }) => id))).toEqual(new Set(['u_1']));
  db.close();
});
