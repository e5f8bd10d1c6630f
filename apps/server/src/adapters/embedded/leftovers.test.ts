import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { asUserId } from '@rookery/protocol';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { append, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import type { LeftoverRules } from '../../ports/leftovers.ts';
import type { Store } from '../../ports/store.ts';
import { databaseFile } from './data-directory.ts';
import { openEmbeddedStore } from './open-store.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const rules: LeftoverRules = {
  signedOutMs: hourMs,
  expiredMs: dayMs,
  againMs: hourMs,
  unusedRoomMs: hourMs,
  emptyRoomMs: null,
};

const newDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-leftovers-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

async function open(dataDir: string): Promise<Store> {
  const store = await openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
  onTestFinished(() => store.close());
  return store;
}

async function pass(store: Store, now: number, changed: Partial<LeftoverRules> = {}): Promise<number> {
  let taken = 0;
  for (let more = true; more;) {
    const swept = await store.leftovers.sweep(now, { ...rules, ...changed });
    taken += swept.guests + swept.rooms;
    ({ more } = swept);
  }
  return taken;
}

function rowsOf<Row>(dataDir: string, sql: string): Row[] {
  const db = new DatabaseSync(databaseFile(dataDir), { readOnly: true });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}

test('[SES-11, REL-1] the first sweeps over what 0.2.0 has kept take away nobody who has left a trace', async () => {
  const dataDir = newDirectory();
  const kept = readFileSync(join(repositoryRoot, 'tests/releases/0.2.0/embedded.gz'));
  writeFileSync(databaseFile(dataDir), gunzipSync(kept));
  const people = rowsOf<{ id: string; username: string }>(dataDir, 'SELECT id, username FROM users');
  const messages = rowsOf<object>(dataDir, 'SELECT * FROM messages');
  expect(people.length).toBeGreaterThan(2);
  const store = await open(dataDir);
  // Long after all sessions have expired.
  for (const days of [100, 102, 103, 110]) await pass(store, Date.now() + days * dayMs);
  for (const { id, username } of people) {
    expect((await store.people.users([asUserId(id)]))[0]).toMatchObject({ id, username });
    expect(await store.people.holderOf(username)).toBe(id);
  }
  // What later versions keep beside is empty.
  const since = { links: null, pinned: null, votes: null };
  expect(rowsOf(dataDir, 'SELECT * FROM messages')).toEqual(messages.map((message) => ({ ...message, ...since })));
});

test('[ROOM-14] nothing stays of a room that has ended, and its number is nobody else’s', async () => {
  const dataDir = newDirectory();
  const store = await open(dataDir);
  const [owner, friend] = [await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  await store.membership.join(room.id, friend.id, Date.now());
  for (let index = 0; index < 1_100; index += 100)
    await Promise.all(Array.from({ length: 100 }, () => append(store, room.id, owner, { mentions: [friend.id] })));
  await newRoom(store, await newUser(store));
  for (const user of [owner, friend]) await store.membership.leave(room.id, user.id);
  const now = Date.now();
  await pass(store, now);
  await pass(store, now + dayMs, { emptyRoomMs: hourMs, signedOutMs: 10 * dayMs });
  expect(await store.log.states([room.id])).toEqual([null]);
  for (const table of [
    'messages',
    'mentions',
    'sends',
    'changes',
    'departures',
    'ended_rooms',
    'reactions',
    'guest_networks',
  ])
    expect(rowsOf(dataDir, `SELECT * FROM ${table} WHERE conversation = 1`), table).toEqual([]);
  // What nobody can find any more must not come back with the number of something new.
  const late = await newUser(store);
  const last = await newRoom(store, late);
  await store.membership.leave(last.id, late.id);
  await pass(store, now + 2 * dayMs);
  await pass(store, now + 3 * dayMs);
  expect((await store.log.states([last.id]))[0]).toMatchObject({ members: 0 });
});

test('[SES-11] thousands of guests without a trace and their empty rooms go, in steps of a few ms each', async () => {
  const dataDir = newDirectory();
  const store = await open(dataDir);
  const owner = await newUser(store);
  await Promise.all(Array.from({ length: 300 }, () => newRoom(store, owner)));
  await Promise.all(Array.from({ length: 500 }, () => newUser(store)));
  await newRoom(store, await newUser(store));
  const now = Date.now();
  await pass(store, now);
  expect(await pass(store, now + dayMs)).toBe(801);
  expect(rowsOf(dataDir, 'SELECT * FROM users')).toHaveLength(1);
});
