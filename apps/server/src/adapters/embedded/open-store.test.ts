import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { limits } from '@rookery/protocol';
import type { HeldPosition } from '@rookery/protocol';
import { afterEach, expect, test } from 'vitest';
import { changeNeeds } from '../../domain/rights.ts';
import { append, newMessage, newRoom, newUser, until } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import { databaseFile } from './data-directory.ts';
import { openEmbeddedStore } from './open-store.ts';
import { keptChanges } from './worker/changing.ts';

const opened: { readonly store: Store; readonly dataDir: string }[] = [];
const logged: object[] = [];
let now = Date.now();

async function open(dataDir = mkdtempSync(join(tmpdir(), 'rookery-embedded-'))): Promise<Store> {
  const store = await openEmbeddedStore({
    dataDir,
    clock: { now: () => now },
    log: { error: (details) => logged.push(details) },
  });
  opened.push({ store, dataDir });
  return store;
}
const dataDirOf = (store: Store): string => opened.find((one) => one.store === store)?.dataDir ?? '';

afterEach(async () => {
  for (const { store, dataDir } of opened.splice(0)) {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
  logged.length = 0;
  now = Date.now();
});

test('[LOG-11] a write that cannot be done fails alone: those committed with it are kept, acked and announced', async () => {
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const heard: number[] = [];
  await store.announcements.listenToConversation(room.id, {
    hear: (announcement) => announcement.kind === 'message' && heard.push(announcement.message.seq),
    missed: () => undefined,
  });
  // The same id again breaks a constraint of the database, not a rule that is checked before.
  const bad = () => store.rooms.createRoom({ ...room, name: `${room.name} again` }, owner.id);
  const outcomes = await Promise.allSettled([
    append(store, room.id, owner),
    bad(),
    append(store, room.id, owner),
    bad(),
    append(store, room.id, owner),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(outcomes[1]).toMatchObject({ reason: { code: 'internal' } });
  expect(heard).toEqual([1, 2, 3]);
  expect(await store.health()).toMatchObject({ ok: true });
});

test('[DEL-2] a listener that throws costs nobody else anything', async () => {
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  let heard = 0;
  await store.announcements.listenToConversation(room.id, {
    hear: () => {
      throw new Error('a planted fault');
    },
    missed: () => undefined,
  });
  await store.announcements.listenToConversation(room.id, { hear: () => (heard += 1), missed: () => undefined });
  expect((await append(store, room.id, owner)).seq).toBe(1);
  expect(heard).toBe(1);
  expect(logged).toMatchObject([{ event: 'announcement.failed' }]);
});

test('[OPS-9] while another program holds the database writes are unavailable; health is well again by itself', async () => {
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const other = new DatabaseSync(databaseFile(dataDirOf(store)), { timeout: 2_000 });
  other.exec('BEGIN IMMEDIATE');
  const clientId = 'the-one' as never;
  await expect(append(store, room.id, owner, { clientId })).rejects.toMatchObject({
    code: 'unavailable',
    retryAfterMs: 1_000,
  });
  expect(await store.health()).toMatchObject({ ok: false });
  other.exec('ROLLBACK');
  other.close();
  await until('health is well', async () => (await store.health()).ok, 10_000);
  expect(await append(store, room.id, owner, { clientId })).toMatchObject({ status: 'appended', seq: 1 });
});

test('[OPS-15] beyond its bounds the queue refuses at once, and what it took is kept', async () => {
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const content = 'x'.repeat(8_000);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5_000 }, () => append(store, room.id, owner, { content })),
  );
  const taken = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.seq] : []));
  expect(taken.length).toBeGreaterThan(1_000);
  expect(taken.length).toBeLessThan(5_000);
  expect(taken).toEqual(Array.from({ length: taken.length }, (_, index) => index + 1));
  expect((await append(store, room.id, owner)).seq).toBe(taken.length + 1);
});

test('[LOG-2] a clientId is known for seven days, then forgotten by and by', async () => {
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const clientId = 'the-one' as never;
  const send = () => append(store, room.id, owner, { clientId, at: now });
  expect(await send()).toMatchObject({ status: 'appended', seq: 1 });
  now += limits.dedupeMs - 1;
  expect(await send()).toMatchObject({ status: 'duplicate', seq: 1 });
  now += 2;
  const dataDir = dataDirOf(store);
  await store.close();
  const again = await open(dataDir);
  const file = new DatabaseSync(databaseFile(dataDir), { readOnly: true });
  await until('it is swept', () => file.prepare('SELECT 1 FROM sends').get() === undefined);
  file.close();
  expect(await append(again, room.id, owner, { clientId, at: now })).toMatchObject({ status: 'appended', seq: 2 });
});

test('[RES-1, LOG-12] changes too old to be replayed are a reset, the newest are not', async () => {
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await append(store, room.id, owner);
  const [start] = await store.log.states([room.id]);
  if (!start) throw new Error('no state');
  for (let rev = 1; rev <= keptChanges + 5; rev += 1)
    await store.log.change({
      ...changeNeeds.edit,
      kind: 'edit',
      mentions: [],
      conversation: room.id,
      by: owner.id,
      seq: 1,
      at: rev,
      id: `change-${rev}`,
      content: `${rev}`,
    });
  const since = async (held: Partial<HeldPosition>) =>
    (
      await store.log.since(
        owner.id,
        [{ conversation: room.id, epoch: start.head.epoch, seq: 1, id: start.head.id, rev: 0, ...held }],
        { pageMessages: 100, budgetBytes: 100_000 },
      )
    )[0];
  expect(await since({ rev: 0, change: null })).toMatchObject({ state: 'reset' });
  expect(await since({ rev: 4 })).toMatchObject({ state: 'reset' });
  expect(await since({ rev: 5, change: 'change-5' })).toMatchObject({ state: 'reset' });
  const last = keptChanges + 5;
  expect(await since({ rev: last - 2, change: `change-${last - 2}` })).toMatchObject({
    state: 'continuous',
    more: false,
    // Two edits of one message in a row are one.
    changes: [{ prev: last - 2, rev: last, id: `change-${last}`, content: `${last}` }],
  });
  expect(await since({ rev: last, change: 'other' })).toMatchObject({ state: 'reset' });
});

test('[LOG-9] a contested position that the log contradicts begins a new epoch, once, and is announced', async () => {
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await append(store, room.id, owner);
  const [state] = await store.log.states([room.id]);
  if (!state) throw new Error('no state');
  const heard: unknown[] = [];
  await store.announcements.listenToConversation(room.id, {
    hear: (announcement) => heard.push(announcement),
    missed: () => undefined,
  });
  const delivered = { ...state.head, id: 'm_another' as never };
  const [one, two] = await Promise.all([
    store.log.contest(room.id, delivered),
    store.log.contest(room.id, { ...state.head, seq: 9 }),
  ]);
  expect(one.head).toMatchObject({ seq: 1, id: state.head.id });
  expect(one.head.epoch).not.toBe(state.head.epoch);
  expect(two.head).toEqual(one.head);
  expect(heard).toEqual([{ kind: 'reset', removals: 0, head: one.head }]);
});

test('[SES-5] expired sessions are not found, and swept', async () => {
  const store = await open();
  const user = await newUser(store);
  await store.sessions.create('hash', { id: 's', user, kind: 'guest', expiresAt: now + 1_000 });
  now += 3 * 24 * 3_600_000;
  expect(await store.sessions.resume('hash', now, now + 1)).toBeNull();
  const dataDir = dataDirOf(store);
  await store.close();
  await open(dataDir);
  const file = new DatabaseSync(databaseFile(dataDir), { readOnly: true });
  await until('it is swept', () => file.prepare('SELECT 1 FROM sessions').get() === undefined);
  file.close();
});

test('[PRES-1] when somebody was last seen outlives the process', async () => {
  const store = await open();
  const [here, gone] = [await newUser(store), await newUser(store)];
  store.presence.set(here.id, true);
  store.presence.set(gone.id, true);
  store.presence.set(gone.id, false);
  const dataDir = dataDirOf(store);
  await store.close();
  const again = await open(dataDir);
  expect(await again.presence.states([here.id, gone.id])).toEqual([
    { user: here.id, online: false, lastSeen: now },
    { user: gone.id, online: false, lastSeen: now },
  ]);
});

test('[PRES-1] who was online when the process was killed was seen when she came', async () => {
  const store = await open();
  const user = await newUser(store);
  store.presence.set(user.id, true);
  const file = new DatabaseSync(databaseFile(dataDirOf(store)), { readOnly: true });
  const seen = file.prepare('SELECT last_seen AS at FROM users');
  await until('it is kept', () => seen.get()?.['at'] === now);
  file.close();
});

test('[OPS-11] close answers what is under way, and refuses what comes after it', async () => {
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const under = Array.from({ length: 500 }, () => append(store, room.id, owner));
  const closing = store.close();
  await expect(Promise.all(under)).resolves.toHaveLength(500);
  await closing;
  await expect(store.log.append(newMessage(room.id, owner))).rejects.toMatchObject({ code: 'unavailable' });
  await store.close();
});
