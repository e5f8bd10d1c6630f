import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { append, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import { backUp } from './backup.ts';
import { databaseFile } from './data-directory.ts';
import { openEmbeddedStore } from './open-store.ts';

const base = mkdtempSync(join(tmpdir(), 'rookery-backup-'));
const stores: Store[] = [];
const open = async (dataDir: string): Promise<Store> => {
  const store = await openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
  stores.push(store);
  return store;
};
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  rmSync(base, { recursive: true, force: true });
  mkdirSync(base);
});

test('[OPS-13] a large database is copied in one piece while it is written without a pause; the copy is a new life of every log', async () => {
  const live = join(base, 'live');
  const store = await open(live);
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const content = 'x'.repeat(7_000);
  for (let index = 0; index < 3; index += 1)
    await Promise.all(Array.from({ length: 1_000 }, () => append(store, room.id, owner, { content })));
  let isWriting = true;
  let written = 3_000;
  const writer = (async () => {
    while (isWriting) written = (await append(store, room.id, owner, { content: 'meanwhile' })).seq;
  })();
  const file = join(base, 'copy.sqlite');
  await backUp(live, file);
  isWriting = false;
  await writer;
  const [before] = await store.log.states([room.id]);
  const step = await store.users.conversations(owner.id);

  const restored = join(base, 'restored');
  mkdirSync(restored);
  copyFileSync(file, databaseFile(restored));
  // What a server that was killed leaves beside the file that the copy replaces.
  writeFileSync(`${databaseFile(restored)}-wal`, 'not of this database');
  const again = await open(restored);
  const [after] = await again.log.states([room.id]);
  expect(after?.head.seq).toBeGreaterThanOrEqual(3_000);
  expect(after?.head.seq).toBeLessThanOrEqual(written);
  expect(after?.head.epoch).not.toBe(before?.head.epoch);
  expect(await again.users.since(owner.id, step.rev)).toEqual({ status: 'reset' });
  expect(await again.users.line(owner.id, room.id)).toMatchObject({ read: after?.head.seq });

  // A life of its own from then on: opening it again changes nothing.
  await again.close();
  const third = await open(restored);
  expect((await third.log.states([room.id]))[0]?.head).toEqual(after?.head);
}, 60_000);

test('[TASK-12, TASK-9] of a restored copy all who are interested are due, and what was overdue for an hour is parked', async () => {
  const live = join(base, 'live');
  const store = await open(live);
  const owner = await newUser(store);
  const [quiet, late] = [await newRoom(store, owner), await newRoom(store, owner)];
  for (const room of [quiet, late]) await store.tasks.setInterest(room.id, 'trace', 'head');
  await append(store, late.id, owner);
  const file = join(base, 'copy.sqlite');
  await backUp(live, file);
  const restored = join(base, 'restored');
  mkdirSync(restored);
  copyFileSync(file, databaseFile(restored));
  // The copy was made more than an hour ago.
  const copy = new DatabaseSync(databaseFile(restored));
  copy.exec('UPDATE tasks SET due_at = due_at - 3700000');
  copy.close();
  const again = await open(restored);
  expect(await again.tasks.parked(10)).toMatchObject([{ task: { conversation: late.id }, failures: 0 }]);
  const { due } = await again.tasks.sweep(['trace'], 10);
  expect(due).toEqual([{ kind: 'conversation', consumer: 'trace', conversation: quiet.id }]);
}, 20_000);

test('[OPS-13] a backup says plainly what is in its way, and leaves nothing half done', async () => {
  await expect(backUp(join(base, 'nowhere'), join(base, 'copy'))).rejects.toThrow(/There is no database in/);
  const live = join(base, 'live');
  await (await open(live)).close();
  writeFileSync(join(base, 'taken'), 'precious');
  await expect(backUp(live, join(base, 'taken'))).rejects.toThrow(/is there already/);
  await expect(backUp(live, join(base, 'no', 'such', 'copy'))).rejects.toThrow(/could not be written/);
  await backUp(live, join(base, 'copy'));
  expect(existsSync(join(base, 'copy.unfinished'))).toBe(false);
});
