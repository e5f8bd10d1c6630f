import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { MovedError } from '../../domain/moved-error.ts';
import type { MovingTo } from '../../domain/moving.ts';
import { append, newMessage, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import { backUp } from './backup.ts';
import { databaseFile } from './data-directory.ts';
import { openEmbeddedStore } from './open-store.ts';
import { applicationId, closedApplicationId } from './worker/schema.ts';

const to: MovingTo = {
  nodes: ['127.0.0.1:7000'],
  username: '',
  prefix: '',
  tls: null,
  url: 'http://127.0.0.1:8081',
};
const id = 'attempt-1';
const logged: object[] = [];
const open = (dataDir: string): Promise<Store> =>
  openEmbeddedStore({ dataDir, clock: systemClock, log: { error: (details) => logged.push(details) } });

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'rookery-departure-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const applicationOf = (file: string): unknown => {
  const db = new DatabaseSync(file, { readOnly: true });
  const row = db.prepare('PRAGMA application_id').get() as { readonly application_id: number };
  db.close();
  return row.application_id;
};

test('[MOVE-2] a closed store writes nothing, reads on and lets sessions go on, also in a later process; one that left is refused, and so is each copy of it', async () => {
  const dataDir = directory();
  let store = await open(dataDir);
  const step = (act: 'close' | 'stay' | 'leave', of = id) => {
    const departure = store.departure;
    if (!departure) throw new Error('it cannot be moved');
    return departure.step(act === 'leave' ? { act, id: of, at: 5 } : { act, id: of });
  };
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await append(store, room.id, owner);
  const session = { id: 's_1', user: owner, kind: 'account' as const, expiresAt: Date.now() + 60_000 };
  await store.sessions.create('hash', session);

  // In another order than the one that leads there.
  await expect(step('close')).rejects.toMatchObject({ code: 'conflict' });
  await store.departure?.step({ act: 'begin', id: 'attempt-0', to });
  await store.departure?.step({ act: 'begin', id, to });
  await expect(step('close', 'attempt-0')).rejects.toMatchObject({ code: 'conflict' });
  await expect(step('leave')).rejects.toMatchObject({ code: 'conflict' });
  expect(applicationOf(databaseFile(dataDir))).toBe(applicationId);
  const copied = join(dataDir, 'copying.sqlite');
  await backUp(dataDir, copied);

  // What was asked before is in it, what comes after is not: whatever shares a commit.
  const [before, closed, after] = await Promise.allSettled([
    store.log.append(newMessage(room.id, owner)),
    step('close'),
    store.log.append(newMessage(room.id, owner)),
  ]);
  expect(before).toMatchObject({ status: 'fulfilled', value: { seq: 2 } });
  expect(closed).toMatchObject({ status: 'fulfilled', value: { state: 'closed' } });
  expect(after).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryAfterMs: 1_000 } });
  await store.close();

  store = await open(dataDir);
  expect(store.departure?.now).toMatchObject({ state: 'closed', id, to });
  expect(await store.health()).toMatchObject({ ok: false });
  expect((await store.log.states([room.id]))[0]).toMatchObject({ head: { seq: 2 } });
  const later = Date.now() + 30_000;
  expect(await store.sessions.resume('hash', later, later + 86_400_000)).toMatchObject({ id: 's_1' });
  expect((await store.sessions.list(owner.id, Date.now()))[0]).toMatchObject({ expiresAt: session.expiresAt });
  await expect(append(store, room.id, owner)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(newUser(store)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(store.departure?.step({ act: 'begin', id: 'attempt-2', to })).rejects.toMatchObject({
    code: 'conflict',
  });
  // Versions that know nothing of this take it for another program's.
  expect(applicationOf(databaseFile(dataDir))).toBe(closedApplicationId);

  expect(await step('stay')).toEqual({ state: 'staying' });
  expect(await append(store, room.id, owner)).toMatchObject({ seq: 3 });
  expect(applicationOf(databaseFile(dataDir))).toBe(applicationId);
  await store.departure?.step({ act: 'begin', id, to });
  await step('close');
  await step('leave');
  await expect(step('stay')).rejects.toMatchObject({ code: 'conflict' });
  const moved = join(dataDir, 'moved.sqlite');
  await backUp(dataDir, moved);
  await store.close();

  await expect(open(dataDir)).rejects.toThrow(MovedError);
  const restored = async (copy: string): Promise<Store> => {
    const elsewhere = directory();
    copyFileSync(copy, databaseFile(elsewhere));
    return open(elsewhere);
  };
  await expect(restored(moved)).rejects.toThrow('http://127.0.0.1:8081');
  // Of an attempt under way a copy knows nothing.
  const again = await restored(copied);
  expect(again.departure?.now).toEqual({ state: 'staying' });
  expect(await append(again, room.id, owner)).toMatchObject({ seq: 2 });
  await again.close();
  // That it writes nothing is no fault of the disk.
  expect(logged).toEqual([]);
});
