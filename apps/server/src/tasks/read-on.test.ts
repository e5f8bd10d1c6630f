import type { Position, User } from '@rookery/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { systemClock } from '../domain/clock.ts';
import { changeNeeds } from '../domain/rights.ts';
import { append, newRoom, newUser } from '../ports/contracts/fixtures.ts';
import type { Store } from '../ports/store.ts';
import { readOn } from './read-on.ts';

let dataDir: string;
let store: Store;
let author: User;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rookery-tasks-'));
  store = await openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
  author = await newUser(store);
});
afterAll(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function roomOf(messages: number) {
  const room = await newRoom(store, author);
  const positions: Position[] = [];
  const head = async (): Promise<Position> => {
    const [state] = await store.log.states([room.id]);
    if (!state) throw new Error('no room');
    const { first: _, ...position } = state.head;
    return position;
  };
  positions.push(await head());
  for (let seq = 1; seq <= messages; seq += 1) {
    await append(store, room.id, author);
    positions.push(await head());
  }
  return { room, positions, head, start: positions[0] ?? (await head()) };
}

test('[TASK-6] it reads on page by page to the head, messages and changes', async () => {
  const { room, start, head } = await roomOf(5);
  await store.log.change({
    conversation: room.id,
    by: author.id,
    seq: 2,
    at: 7,
    id: 'c1',
    kind: 'delete',
    ...changeNeeds.delete,
  });
  const seqs: number[] = [];
  const revs: number[] = [];
  let cursor = start;
  for (let more = true; more;) {
    const news = await readOn(store.log, room.id, cursor, 2);
    if (!news) throw new Error('no room');
    seqs.push(...news.messages.map(({ seq }) => seq));
    revs.push(...news.changes.map(({ rev }) => rev));
    expect(news).toMatchObject({ isReset: false, lacksChanges: false, from: cursor });
    cursor = news.to;
    more = news.more;
  }
  expect(seqs).toEqual([1, 2, 3, 4, 5]);
  expect(revs).toEqual([1]);
  expect(cursor).toEqual(await head());
  expect(await readOn(store.log, `${room.id}x` as typeof room.id, cursor, 2)).toBeNull();
});

test('[TASK-9] a new epoch sends a cursor back to where it began, and forward never', async () => {
  const { room, positions, head } = await roomOf(4);
  const [, second, , last] = [positions[1], positions[2], positions[3], positions[4]];
  if (!second || !last) throw new Error('no positions');
  // Something was told that the log does not have.
  const { base } = await store.log.contest(room.id, { ...last, seq: 9 });
  const renewed = await head();
  expect(base).toBe(4);
  expect(await readOn(store.log, room.id, { ...last, seq: 9, rev: 3 }, 10)).toMatchObject({
    ...{ isReset: true, messages: [], to: renewed, more: false },
    from: { epoch: renewed.epoch, seq: 4, rev: 0 },
  });
  // What was not read yet when the epoch began is told.
  const behind = await readOn(store.log, room.id, second, 10);
  expect(behind).toMatchObject({ isReset: true, from: { seq: 2 }, to: await head() });
  expect(behind?.messages.map(({ seq }) => seq)).toEqual([3, 4]);
});

test('[TASK-9] another message at the cursor sends it back, whatever the epoch says', async () => {
  const { room, positions } = await roomOf(3);
  const second = positions[2];
  if (!second) throw new Error('no position');
  const news = await readOn(store.log, room.id, { ...second, id: positions[3]?.id ?? null }, 10);
  expect(news).toMatchObject({ isReset: true, from: { seq: 0 } });
  expect(news?.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('[TASK-6] a consumer that missed more changes than are kept is told so', async () => {
  const { room, start } = await roomOf(1);
  const react = (n: number) =>
    store.log.change({
      ...{ conversation: room.id, by: author.id, seq: 1, at: 7, id: `c${n}` },
      ...{ kind: 'react', emoji: '👍', on: n % 2 === 1, ...changeNeeds.react },
    });
  await Promise.all(Array.from({ length: 1_010 }, (_, index) => react(index + 1)));
  expect(await readOn(store.log, room.id, start, 10)).toMatchObject({ lacksChanges: true, isReset: false });
});

test('[TASK-6, LOG-14] what was taken away is passed over, and does not keep it reading', async () => {
  const { room, start } = await roomOf(5);
  await store.log.trim(room.id, 4);
  const later = await readOn(store.log, room.id, start, 10);
  expect(later).toMatchObject({ isReset: false, messages: [{ seq: 4 }, { seq: 5 }], to: { seq: 5 }, more: false });
  await store.log.trim(room.id, 6);
  const none = await readOn(store.log, room.id, start, 10);
  expect(none).toMatchObject({ isReset: false, messages: [], to: { seq: 5 }, more: false });
});
