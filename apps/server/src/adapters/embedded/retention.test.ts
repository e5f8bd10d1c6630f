import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { append, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import { databaseFile } from './data-directory.ts';
import { openEmbeddedStore } from './open-store.ts';
import { openDatabase } from './worker/open-database.ts';
import { migrations } from './worker/schema.ts';

test('[RET-2] [RET-3] what was taken is in the file no more, and the file shrinks, also one that an older version made', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-retention-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = databaseFile(dir);
  // As before 0.7.0: what is free stays in the file.
  const old = new DatabaseSync(file);
  old.exec('PRAGMA auto_vacuum = NONE; CREATE TABLE first (x); DROP TABLE first;');
  old.close();
  openDatabase(file, 0, migrations.slice(0, -1)).close();
  const store = await openEmbeddedStore({ dataDir: dir, clock: systemClock, log: { error: () => undefined } });
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const content = 'xylophone '.repeat(790);
  await Promise.all(Array.from({ length: 1_000 }, () => append(store, room.id, owner, { content })));
  await append(store, room.id, owner, { content: 'stays' });
  let steps = 0;
  for (let more = true; more; steps += 1)
    ({ more } = await store.retention.sweep(Date.now(), { days: null, messages: 1 }));
  expect(steps).toBeGreaterThan(5);
  await store.close();
  expect(statSync(file).size).toBeLessThan(4_000_000);
  const kept = readFileSync(file);
  expect(kept.includes('stays')).toBe(true);
  const db = new DatabaseSync(file, { readOnly: true });
  expect(db.prepare('SELECT count(*) AS kept FROM messages WHERE content IS NOT NULL').get()).toEqual({ kept: 1 });
  db.close();
}, 60_000);
