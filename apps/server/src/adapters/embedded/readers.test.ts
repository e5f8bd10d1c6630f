import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { User, UserId } from '@rookery/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import type { RoomFacts } from '../../domain/conversation.ts';
import { append, newRoom, newUser, until } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import { databaseFile } from './data-directory.ts';
import { openEmbeddedStore } from './open-store.ts';
import { ReaderThreads } from './reader-threads.ts';
import type { ToWorker } from './sqlite-messages.ts';

// As they are, and seen: the first is the writer, those after it are readers.
vi.mock('node:worker_threads', { spy: true });

let dataDir: string;
let store: Store;
const logged: object[] = [];

beforeEach(async () => {
  vi.mocked(Worker).mockClear();
  dataDir = mkdtempSync(join(tmpdir(), 'rookery-readers-'));
  store = await openEmbeddedStore({
    dataDir,
    clock: systemClock,
    log: { error: (details) => logged.push(details) },
  });
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
  logged.length = 0;
});

const threads = (): Worker[] =>
  vi.mocked(Worker).mock.results.flatMap(({ type, value }) => (type === 'return' ? [value as Worker] : []));

/** Reads and writes at once, until a reader has been started and has opened the database. */
async function startReader(room: RoomFacts, owner: User): Promise<void> {
  const known = threads().length;
  await until('there is a reader', async () => {
    await Promise.all([append(store, room.id, owner), store.users.conversations(owner.id)]);
    return threads().length > known;
  });
  const called = callsTo(threads()[known]);
  await until('it reads', async () => {
    await store.users.conversations(owner.id);
    return called.has('conversations');
  });
}

/** The names of the calls that a thread is passed from now on, as they come. */
function callsTo(thread: Worker | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  if (!thread) throw new Error('there is no such thread');
  const pass = thread.postMessage.bind(thread);
  thread.postMessage = (message: ToWorker) => {
    if (message.kind === 'calls') for (const { name } of message.calls) names.add(name);
    pass(message);
  };
  return names;
}

const pageOf = (room: RoomFacts, reader: UserId) => store.log.page({ conversation: room.id, reader, limit: 10 });

test('[OPS-20] while little is asked the writer reads too; the readers start when reads and writes meet', async () => {
  const called = callsTo(threads()[0]);
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await until('the first sweep has been asked for', () => called.has('sweep'));
  // Comes after it.
  await append(store, room.id, owner);
  for (let count = 0; count < 20; count += 1) {
    await append(store, room.id, owner);
    await pageOf(room, owner.id);
  }
  expect(threads()).toHaveLength(1);
  await startReader(room, owner);
  expect(threads()).toHaveLength(2);
});

test('[OPS-20] searches through thousands of rooms keep no append waiting', async () => {
  const owner = await newUser(store);
  const rooms = await Promise.all(Array.from({ length: 4_000 }, () => newRoom(store, owner)));
  const [room] = rooms;
  if (!room) throw new Error('no room');
  await startReader(room, owner);

  const writer = callsTo(threads()[0]);
  const searches = Array.from({ length: 200 }, async () => {
    expect(await store.rooms.rooms(owner.id, 'no such room', undefined, 20)).toEqual({ rows: [], next: null });
  });
  await append(store, room.id, owner);
  await Promise.all(searches);
  // Which of them ends first depends on the machine; that the append has a thread without any search does not.
  expect([...writer]).toEqual(['append']);
  // A search goes on over the ends of its steps.
  const last =
    rooms
      .map(({ name }) => name)
      .toSorted()
      .at(-1) ?? '';
  expect(await store.rooms.rooms(owner.id, last, undefined, 20)).toMatchObject({ rows: [{ facts: { name: last } }] });
});

test('[OPS-21] a read sees every write that was answered before it was asked, also who is no member any more', async () => {
  const owner = await newUser(store);
  const [guest, room, other] = [await newUser(store), await newRoom(store, owner), await newRoom(store, owner)];
  await startReader(room, owner);

  let isOver = false;
  const others = Promise.all(
    [1, 2].map(async () => {
      while (!isOver) await Promise.all([append(store, other.id, owner), pageOf(other, owner.id)]);
    }),
  );
  for (let round = 0; round < 100; round += 1) {
    const { seq } = (await append(store, room.id, owner)) as { seq: number };
    expect(await pageOf(room, owner.id)).toMatchObject({ state: { head: { seq } } });
    await store.membership.join(room.id, guest.id, 0);
    expect(await pageOf(room, guest.id)).toMatchObject({ status: 'page', state: { members: 2 } });
    await store.membership.leave(room.id, guest.id);
    expect(await pageOf(room, guest.id)).toMatchObject({ status: 'refused' });
  }
  isOver = true;
  await others;
});

test('[OPS-22] the WAL stays bounded while reads that take long relieve each other', { timeout: 120_000 }, async () => {
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await startReader(room, owner);
  let isOver = false;
  // About 100 ms each, and always two at once, which began at different times.
  const long = Array.from({ length: 8_000 }, () => room.id);
  const reads = Promise.all(
    [1, 2, 3, 4].map(async () => {
      while (!isOver) await store.log.states(long);
    }),
  );
  const content = 'x'.repeat(8_000);
  let largest = 0;
  for (let group = 0; group < 40; group += 1) {
    await Promise.all(Array.from({ length: 250 }, () => append(store, room.id, owner, { content })));
    largest = Math.max(largest, statSync(`${databaseFile(dataDir)}-wal`).size);
  }
  isOver = true;
  await reads;
  // 64 MiB, and what is written until the next look at it.
  expect(largest).toBeLessThan(80 * 1_048_576);
});

test('[OPS-20] a reader that dies takes its calls with it, and is replaced; meanwhile the writer reads', async () => {
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await startReader(room, owner);

  const reads = Array.from({ length: 5 }, () => pageOf(room, owner.id));
  await Promise.resolve();
  await threads()[1]?.terminate();
  const outcomes = await Promise.allSettled(reads);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'unavailable' });
  expect(await pageOf(room, owner.id)).toMatchObject({ status: 'page' });
  expect(await store.health()).toMatchObject({ ok: true });
  expect(logged).toMatchObject([{ event: 'store.failed' }]);
  await startReader(room, owner);
  expect(await pageOf(room, owner.id)).toMatchObject({ status: 'page' });
});

test('[OPS-20] readers share what waits, and a call that takes long keeps those at the others waiting for nothing', async () => {
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await append(store, room.id, owner);
  const readers = new ReaderThreads(databaseFile(dataDir), (error) => logged.push(error), 2);
  const page = () => readers.call('page', [{ conversation: room.id, reader: owner.id, limit: 10 }]);
  readers.start();
  await until('the first is there', () => readers.isOpen);
  const [, first] = threads();
  await Promise.all(Array.from({ length: 20 }, page));
  await until('the second has been started', () => threads().length === 3);
  const [ofFirst, ofSecond] = [callsTo(first), callsTo(threads()[2])];
  await until('both read', async () => {
    await Promise.all([page(), readers.call('states', [[room.id]])]);
    return ofFirst.size > 0 && ofSecond.size > 0;
  });
  // Of a group all are answered together: what is not in one with the long call does not wait for it.
  const [toFirst, toSecond] = [callsTo(first), callsTo(threads()[2])];
  await Promise.all([readers.call('states', [Array.from({ length: 20_000 }, () => room.id)]), page()]);
  expect(new Set([toFirst, toSecond].map((names) => [...names].join()))).toEqual(new Set(['page', 'states']));
  await readers.close();
  expect(logged).toEqual([]);
});

test('[OPS-15] beyond the bound of reads they are refused at once, writes are not, and what was taken is answered', async () => {
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await startReader(room, owner);

  const reads = Promise.allSettled(Array.from({ length: 12_000 }, () => pageOf(room, owner.id)));
  expect(await append(store, room.id, owner)).toMatchObject({ status: 'appended' });
  const outcomes = await reads;
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(2_000);
  expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } });
});

test('[OPS-11] close answers the reads that are under way, and refuses what comes after it', async () => {
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await startReader(room, owner);

  const under = Array.from({ length: 300 }, () => pageOf(room, owner.id));
  const closing = store.close();
  await expect(Promise.all(under)).resolves.toHaveLength(300);
  await closing;
  await expect(pageOf(room, owner.id)).rejects.toMatchObject({ code: 'unavailable' });
});
