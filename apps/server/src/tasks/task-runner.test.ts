import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ChatError } from '@rookery/protocol';
import type { ConversationId, User } from '@rookery/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { systemClock } from '../domain/clock.ts';
import { triesBeforeParking } from '../domain/task-pauses.ts';
import { taskKey } from '../domain/task.ts';
import type { PersonTask, Task } from '../domain/task.ts';
import { append, newRoom, newUser, until } from '../ports/contracts/fixtures.ts';
import type { Store } from '../ports/store.ts';
import { reasonLength } from '../ports/tasks.ts';
import { TaskFailure } from './consumer.ts';
import type { Consumer } from './consumer.ts';
import type { TaskNews } from './read-on.ts';
import { reasonOf } from './reason-of.ts';
import { TaskRunner } from './task-runner.ts';
import type { RunnerOptions, RunnerTimes } from './task-runner.ts';

let dataDir: string;
let store: Store;
let author: User;
let runners: TaskRunner[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rookery-runner-'));
  store = await openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
  author = await newUser(store);
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.drain()));
  runners = [];
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const quick: Partial<RunnerTimes> = { lookMs: 20, paceMs: 1, drainMs: 100 };
function run(consumer: Consumer, options: Partial<RunnerOptions> = {}): TaskRunner {
  const { tasks, log } = store;
  const runner = new TaskRunner({ tasks, log, consumers: [consumer], times: quick, ...options });
  runners.push(runner);
  return runner;
}

async function interestingRoom(): Promise<ConversationId> {
  const room = await newRoom(store, author);
  await store.tasks.setInterest(room.id, 'trace', 'head');
  return room.id;
}
const traceOf = (conversation: ConversationId): Task => ({ kind: 'conversation', consumer: 'trace', conversation });
const isDone = async (conversation: ConversationId): Promise<boolean> => {
  const { due, counts } = await store.tasks.sweep(['trace'], 100);
  return (
    !due.some((task) => taskKey(task) === taskKey(traceOf(conversation))) && (counts.get('trace')?.waiting ?? 0) === 0
  );
};

test('[TASK-6] what is written is told, once and in order, soon after', async () => {
  const told: number[] = [];
  const room = await interestingRoom();
  // Nothing but the hint can wake it in time.
  run(
    { name: 'trace', take: async ({ messages }) => void told.push(...messages.map(({ seq }) => seq)) },
    { times: { ...quick, lookMs: 60_000 } },
  );
  for (let index = 0; index < 30; index += 1) await append(store, room, author);
  await until('all is told', () => told.length >= 30);
  expect(told).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  await until('nothing is due', () => isDone(room));
});

test('[TASK-11] what nobody was told of is found by the sweep', async () => {
  const told: TaskNews[] = [];
  const room = await interestingRoom();
  await append(store, room, author);
  run({ name: 'trace', take: async (news) => void told.push(news) });
  await until('it is told', () => told.length === 1);
});

test('[TASK-7, TASK-8] a consumer that throws is tried again after a pause; its reason holds nothing of the message', async () => {
  const room = await interestingRoom();
  let tries = 0;
  const failures: string[] = [];
  run(
    {
      name: 'trace',
      take: async ({ messages }) => {
        tries += 1;
        if (tries < 3) throw Object.assign(new RangeError(`cannot bear ${messages[0]?.content}`), { code: 'E_BEAR' });
      },
    },
    { random: () => 0, failed: ({ reason, failures: count }) => failures.push(`${count} ${reason}`) },
  );
  await append(store, room, author, { content: 'a secret' });
  await until('it is told', () => tries === 3);
  await until('nothing is due', () => isDone(room));
  expect(failures).toEqual(['1 RangeError E_BEAR', '2 RangeError E_BEAR']);
});

test('[TASK-7] after the last try it is parked, and revived it is told', async () => {
  const room = await interestingRoom();
  await append(store, room, author);
  // As if all tries but one had failed.
  for (let failures = 1; failures < triesBeforeParking; failures += 1) {
    const lease = await store.tasks.claim(traceOf(room), 60_000);
    if (!lease) throw new Error('not due');
    await store.tasks.failed(lease, 'earlier', { state: 'retry', inMs: 0 });
  }
  let isWell = false;
  const told: number[] = [];
  const runner = run({
    name: 'trace',
    take: async ({ messages }) => {
      if (!isWell) throw new TaskFailure('the hook answers 404');
      told.push(...messages.map(({ seq }) => seq));
    },
  });
  await until('it is parked', async () => (await store.tasks.parked(10)).length === 1);
  expect(await store.tasks.parked(10)).toMatchObject([
    { reason: 'the hook answers 404', failures: triesBeforeParking },
  ]);
  await until('it is counted', () => runner.counts.get('trace')?.parked === 1);
  isWell = true;
  expect(await store.tasks.revive(traceOf(room))).toBe(true);
  await until('it is told', () => told.length === 1);
});

test('[TASK-7] what is only unavailable is never parked', async () => {
  const room = await interestingRoom();
  await append(store, room, author);
  for (let failures = 0; failures < triesBeforeParking + 3; failures += 1) {
    const lease = await store.tasks.claim(traceOf(room), 60_000);
    if (!lease) throw new Error('not due');
    await store.tasks.failed(lease, 'earlier', { state: 'retry', inMs: 0 });
  }
  const outcomes: string[] = [];
  run(
    { name: 'trace', take: async () => Promise.reject(new ChatError('unavailable')) },
    { ended: (_, how) => outcomes.push(how) },
  );
  await until('it has failed', () => outcomes.length > 0);
  expect(outcomes).toEqual(['failed']);
  expect(await store.tasks.parked(10)).toEqual([]);
});

test('[TASK-8] a reason is bounded, and of errors that nobody chose only name and code are kept', () => {
  expect(reasonOf(new TaskFailure('x'.repeat(5_000)))).toHaveLength(reasonLength);
  expect(reasonOf(Object.assign(new TypeError('a secret'), { code: 'E_X' }))).toBe('TypeError E_X');
  expect(reasonOf(new ChatError('unavailable'))).toBe('unavailable');
  expect(reasonOf('a secret')).not.toContain('secret');
});

test('[TASK-10] work for a person is done once', async () => {
  const done: PersonTask[] = [];
  run({ name: 'trace', act: async (work) => void done.push(work) });
  const room = await newRoom(store, author);
  const work: PersonTask = {
    ...{ kind: 'person', consumer: 'trace', user: author.id, conversation: room.id },
    ...{ epoch: 'e', seq: 7 },
  };
  expect(await store.tasks.addWork(work)).toBe('added');
  await until('it is done', () => done.length === 1);
  expect(await store.tasks.addWork(work)).toBe('known');
  await pause(60);
  expect(done).toEqual([work]);
});

test('[LINK-9] what waits for strangers has places of its own, one a person, and a node that leaves does not wait for it', async () => {
  const room = await interestingRoom();
  let waiting = 0;
  const acted: number[] = [];
  const slow: Consumer = {
    ...{ name: 'links', lane: 'slow' },
    act: () => {
      waiting += 1;
      return new Promise(() => undefined);
    },
  };
  const others: Consumer = { name: 'probe', act: async ({ seq }) => void acted.push(seq) };
  const runner = run(slow, { consumers: [slow, others], times: { ...quick, drainMs: 60_000 } });
  const work = { kind: 'person', user: author.id, conversation: room, epoch: 'e' } as const;
  for (let seq = 1; seq <= 12; seq += 1) await store.tasks.addWork({ ...work, consumer: 'links', seq });
  await until('strangers are waited for', () => waiting === 1);
  for (let seq = 1; seq <= 5; seq += 1)
    await store.tasks.addWork({ ...work, consumer: 'links', user: (await newUser(store)).id, seq });
  await until('strangers are waited for', () => waiting === 4);
  for (let seq = 1; seq <= 12; seq += 1) await store.tasks.addWork({ ...work, consumer: 'probe', seq });
  await until('all else is done', () => acted.length === 12);
  expect(waiting).toBe(4);
  await runner.drain();
});

test('[TASK-13] no more than a few at a time, each within its deadline', async () => {
  const rooms = await Promise.all(Array.from({ length: 20 }, () => interestingRoom()));
  let most = 0;
  let now = 0;
  const told = new Set<ConversationId>();
  const runner = run({
    name: 'trace',
    take: async ({ conversation }) => {
      now += 1;
      most = Math.max(most, now, runner.leased('trace'));
      await pause(10);
      now -= 1;
      told.add(conversation);
    },
  });
  for (const room of rooms) await append(store, room, author);
  await until('all are told', () => told.size === 20);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});

test('[TASK-13] a consumer that does not end is given up on', async () => {
  const room = await interestingRoom();
  const reasons: string[] = [];
  let aborted = false;
  run(
    {
      name: 'trace',
      take: (_, { signal }) =>
        new Promise(() => signal.addEventListener('abort', () => (aborted = true), { once: true })),
    },
    { times: { ...quick, deadlineMs: 50 }, failed: ({ reason }) => reasons.push(reason) },
  );
  await append(store, room, author);
  await until('it has failed', () => reasons.length > 0);
  expect(reasons[0]).toBe('DeadlineError');
  expect(aborted).toBe(true);
});

test('[TASK-13] a node that leaves gives back what it has in hand: another takes it at once', async () => {
  const room = await interestingRoom();
  let isInHand = false;
  const leaving = run({
    name: 'trace',
    take: () => {
      isInHand = true;
      return new Promise(() => undefined);
    },
  });
  await append(store, room, author);
  await until('it is in hand', () => isInHand);
  await leaving.drain();
  await leaving.drain();
  expect((await store.tasks.claim(traceOf(room), 60_000))?.failures).toBe(0);
});

test('[TASK-6] what was written while a consumer was busy is told next', async () => {
  const room = await interestingRoom();
  const told: number[] = [];
  let go = (): void => undefined;
  const first = new Promise<void>((resolve) => (go = resolve));
  run(
    {
      name: 'trace',
      take: async ({ messages }) => {
        if (told.length === 0) await first;
        told.push(...messages.map(({ seq }) => seq));
      },
    },
    { times: { ...quick, lookMs: 60_000 } },
  );
  await append(store, room, author);
  await pause(30);
  for (let index = 0; index < 5; index += 1) await append(store, room, author);
  go();
  await until('all is told', () => told.length >= 6);
  expect(told).toEqual([1, 2, 3, 4, 5, 6]);
});
