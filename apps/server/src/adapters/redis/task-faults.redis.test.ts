import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { User } from '@rookery/protocol';
import { moveSlot } from '@rookery/testkit/move-slot';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisNode } from '@rookery/testkit/redis-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import type { RoomFacts } from '../../domain/conversation.ts';
import { changeNeeds } from '../../domain/rights.ts';
import type { Task } from '../../domain/task.ts';
import { append, newMessage, newRoom, newUser, until } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import { TaskRunner } from '../../tasks/task-runner.ts';
import { openRedisStore } from './open-store.ts';
import { slotOf, tagOfSlot } from './slots.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-task-faults-'));
let cluster: RedisCluster;
let stores: Store[];
let runners: TaskRunner[];
let author: User;
let rooms: RoomFacts[];
/** By room, in the order in which it was told, by whichever node. */
const told = new Map<string, number[]>();
const toldRevs = new Map<string, number[]>();
/** What went wrong, for the story of a test that fails. */
const failed: string[] = [];

const run = (store: Store): TaskRunner =>
  new TaskRunner({
    tasks: store.tasks,
    log: store.log,
    failed: ({ reason, failures }) => failed.push(`${failures} ${reason}`),
    // A lease that is lost with its node lapses within the test's patience.
    times: { lookMs: 1_000, paceMs: 20, leaseMs: 6_000, deadlineMs: 3_000 },
    consumers: [
      {
        name: 'trace',
        take: async ({ conversation, messages, changes }) => {
          told.get(conversation)?.push(...messages.map(({ seq }) => seq));
          for (const { prev, rev } of changes)
            for (let covered = prev + 1; covered <= rev; covered += 1) toldRevs.get(conversation)?.push(covered);
        },
      },
    ],
  });

beforeAll(async () => {
  cluster = await startRedisCluster({ dir });
  const open = (node: string) => openRedisStore({ nodes: cluster.addresses, node, clock: systemClock, sweepMs: 2_000 });
  stores = [await open('n1'), await open('n2')];
  const [store] = stores;
  if (!store) throw new Error('no store');
  author = await newUser(store);
  rooms = [];
  for (let index = 0; index < 12; index += 1) {
    const room = await newRoom(store, author);
    rooms.push(room);
    told.set(room.id, []);
    toldRevs.set(room.id, []);
    await store.tasks.setInterest(room.id, 'trace', 'head');
  }
  runners = stores.map(run);
}, 60_000);
afterAll(async () => {
  await Promise.all((runners ?? []).map((runner) => runner.drain()));
  for (const store of stores ?? []) await store.close();
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Sends one message into each room and changes it, however often it takes; each by another node. */
async function writeToAll(): Promise<void> {
  await Promise.all(
    rooms.map(async (room, index) => {
      const store = stores[index % stores.length];
      if (!store) throw new Error('no store');
      const message = newMessage(room.id, author);
      let seq = 0;
      await until(
        `${room.id} takes messages`,
        async () => {
          const outcome = await store.log.append(message).catch(() => null);
          if (outcome && 'seq' in outcome) seq = outcome.seq;
          return seq > 0;
        },
        40_000,
      );
      const edit = { conversation: room.id, by: author.id, seq, at: 7, id: `c${Math.random()}`, ...changeNeeds.edit };
      await until(
        `${room.id} takes changes`,
        async () =>
          (await store.log.change({ ...edit, kind: 'edit', mentions: [], content: 'changed' }).catch(() => null)) !==
          null,
        40_000,
      );
    }),
  );
}

/** The first time that each number was told, in that order. */
const first = (numbers: readonly number[] | undefined): number[] => [...new Set(numbers)];
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

async function allIsTold(): Promise<void> {
  const [store] = stores;
  if (!store) throw new Error('no store');
  for (const room of rooms) {
    let head = { seq: 0, rev: 0 };
    await until(
      `${room.id} is told to its head`,
      async () => {
        const [state] = await store.log.states([room.id]);
        head = state?.head ?? head;
        return first(told.get(room.id)).length >= head.seq && first(toldRevs.get(room.id)).length >= head.rev;
      },
      60_000,
    ).catch(async (error: unknown) => {
      const { due, counts } = await store.tasks.sweep(['trace'], 100);
      throw new Error(
        `${String(error)} Told ${first(told.get(room.id)).length} and ${first(toldRevs.get(room.id)).length} of ${head.seq} and ${head.rev}; due ${due.length}; ${JSON.stringify([...counts])}; failures: ${failed.slice(-20).join(', ')}`,
      );
    });
    // At least once, in order, and nothing left out.
    expect(first(told.get(room.id))).toEqual(upTo(head.seq));
    expect(first(toldRevs.get(room.id))).toEqual(upTo(head.rev));
  }
}

async function survives(
  fault: () => Promise<unknown>,
  heal: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  let isWriting = true;
  await writeToAll();
  const writing = (async () => {
    while (isWriting) await writeToAll();
  })();
  await fault();
  await pause(500);
  isWriting = false;
  await writing;
  await heal();
  await cluster.healthy(30_000);
  await allIsTold();
}

const masterOf = (room: RoomFacts | undefined): Promise<RedisNode> => cluster.masterOf(`{${room?.id}}:c`);

describe('tasks on a Redis Cluster under faults', () => {
  test('[TASK-1] every slot has a tag of its own', () => {
    for (let slot = 0; slot < 16_384; slot += 1) expect(slotOf(`due:{${tagOfSlot(slot)}}`)).toBe(slot);
  });

  test('[TASK-6] slots that move while messages come', async () => {
    await survives(async () => {
      const from = await masterOf(rooms[0]);
      let target: RedisNode | undefined;
      for (const room of rooms) {
        const found = await masterOf(room);
        if (found !== from) target = found;
      }
      if (!target) throw new Error('all rooms are on one master');
      const slots = new Set<number>();
      for (const room of rooms) if ((await masterOf(room)) === from) slots.add(slotOf(`{${room.id}}`));
      for (const slot of slots) await moveSlot(slot, from, target);
    });
  }, 150_000);

  test('[TASK-6] a graceful failover', async () => {
    const [replica] = await cluster.replicasOf(await masterOf(rooms[0]));
    if (!replica) throw new Error('no replica');
    await survives(async () => void (await replica.call('CLUSTER', 'FAILOVER')));
  }, 150_000);

  test('[TASK-6] a master killed', async () => {
    const master = await masterOf(rooms[0]);
    await survives(
      () => master.kill('SIGKILL'),
      () => master.start(),
    );
  }, 150_000);

  test('[TASK-3, TASK-11] the node that holds leases and sweeps is gone: another one takes them up', async () => {
    const [, survivor] = stores;
    const room = rooms[0];
    if (!survivor || !room) throw new Error('no store');
    const dying = await openRedisStore({ nodes: cluster.addresses, node: 'n3', clock: systemClock });
    const task: Task = { kind: 'conversation', consumer: 'trace', conversation: room.id };
    // Whoever is first; the others leave it alone.
    await until('n3 holds the lease', async () => {
      await append(dying, room.id, author);
      return (await dying.tasks.claim(task, 3_000)) !== null;
    });
    await dying.close();
    await writeToAll();
    await allIsTold();
  }, 90_000);
});
