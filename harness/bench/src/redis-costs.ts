/**
 * node harness/bench/src/redis-costs.ts
 * What docs/operations/sizing.md computes with: memory of the Redis masters for a user, a room, a membership, a listened-to conversation; CPU of
 * Redis and of a node's store for a message; CPU of Redis for nodes that do nothing. A real 3 + 3 cluster on this machine.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asClientId, asMessageId, asRoomId, asUserId } from '@rookery/protocol';
import type { ConversationId, User } from '@rookery/protocol';
import { newMessage } from '@rookery/server/contract-fixtures';
import { openRedisStore } from '@rookery/server/redis-store';
import { cpuSeconds } from '@rookery/testkit/process-costs';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisNode } from '@rookery/testkit/redis-node';

const word = (): string => randomBytes(16).toString('base64url');
const clock = { now: () => Date.now() };
const dir = mkdtempSync(join(tmpdir(), 'rookery-costs-'));
const cluster = await startRedisCluster({ dir });
const stores: Awaited<ReturnType<typeof openRedisStore>>[] = [];
for (const node of ['n1', 'n2']) stores.push(await openRedisStore({ nodes: cluster.addresses, node, clock }));
const [store] = stores;
if (!store) throw new Error('no store');

const masters = cluster.nodes.slice(0, 3);
const replicas = cluster.nodes.slice(3);
const figures: [string, number, string][] = [];
const note = (name: string, value: number, unit: string): void => {
  figures.push([name, value, unit]);
  console.log(`${name}: ${value.toPrecision(4)} ${unit}`);
};

/** Bytes of the masters, all that grows with use counted. */
async function memory(): Promise<number> {
  const used = await Promise.all(
    masters.map(async (node) => Number(/used_memory:(\d+)/.exec(String(await node.call('INFO', 'memory')))?.[1] ?? 0)),
  );
  return used.reduce((sum, bytes) => sum + bytes, 0);
}

/** CPU seconds of these processes so far. */
const cpu = (nodes: readonly RedisNode[]): number => nodes.reduce((sum, node) => sum + cpuSeconds(node.pid() ?? 0), 0);

async function inTurns<T>(count: number, width: number, act: (index: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let index = next++; index < count; index = next++) done[index] = await act(index);
    }),
  );
  return done;
}

try {
  const quiet = cpu(cluster.nodes);
  await pause(10_000);
  note('CPU of one Redis process for one node that is idle', (cpu(cluster.nodes) - quiet) / 10 / 6 / 2, 'cores');

  let before = await memory();
  const users = await inTurns(5_000, 64, async (index): Promise<User> => {
    const user: User = {
      id: asUserId(`u_${word()}`),
      username: `user${index}`,
      displayName: `User ${index}`,
      guest: true,
      rev: 0,
    };
    await store.people.claimName(user, null);
    return user;
  });
  note('memory of a user', ((await memory()) - before) / users.length, 'bytes');

  before = await memory();
  const rooms = await inTurns(500, 32, async (index): Promise<ConversationId> => {
    const owner = users[index] as User;
    const id = asRoomId(`r_${word()}`);
    await store.rooms.createRoom(
      {
        kind: 'room',
        id,
        name: `room ${index}`,
        topic: '',
        visibility: 'public',
        owner: owner.id,
        createdAt: Date.now(),
      },
      owner.id,
    );
    return id;
  });
  note('memory of a room with its owner', ((await memory()) - before) / rooms.length, 'bytes');

  before = await memory();
  await inTurns(users.length * 4, 64, (index) =>
    store.membership.join(
      rooms[(index * 7) % rooms.length] as ConversationId,
      (users[index % users.length] as User).id,
      Date.now(),
    ),
  );
  note('memory of a membership', ((await memory()) - before) / (users.length * 4), 'bytes');

  before = await memory();
  await inTurns(rooms.length, 64, (index) =>
    store.announcements.listenToConversation(rooms[index] as ConversationId, {
      hear: () => undefined,
      missed: () => undefined,
    }),
  );
  await inTurns(users.length, 64, (index) =>
    store.announcements.listenToUser((users[index] as User).id, { hear: () => undefined, missed: () => undefined }),
  );
  note(
    'memory of what one node listens to, each',
    ((await memory()) - before) / (rooms.length + users.length),
    'bytes',
  );

  for (const width of [1, 64, 512]) {
    const count = width === 1 ? 5_000 : 40_000;
    const at = { masters: cpu(masters), replicas: cpu(replicas), own: process.cpuUsage(), time: performance.now() };
    await inTurns(count, width, (index) =>
      store.log.append(
        newMessage(rooms[index % 64] as ConversationId, users[index % 64] as User, {
          id: asMessageId(`m_${word()}`),
          content: randomBytes(90).toString('base64').slice(0, 120),
          at: Date.now(),
          clientId: asClientId(randomUUID()),
        }),
      ),
    );
    const own = process.cpuUsage(at.own);
    const under = width === 1 ? 'one at a time' : `${width} at once`;
    note(`messages, ${under}`, count / ((performance.now() - at.time) / 1_000), '/s');
    note(`CPU of the masters for a message, ${under}`, ((cpu(masters) - at.masters) / count) * 1e6, 'µs');
    note(`CPU of the replicas for a message, ${under}`, ((cpu(replicas) - at.replicas) / count) * 1e6, 'µs');
    note(`CPU of the node's store for a message, ${under}`, (own.user + own.system) / count, 'µs');
  }
  console.log(JSON.stringify(Object.fromEntries(figures.map(([name, value]) => [name, value]))));
} finally {
  for (const each of stores) await each.close();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
}
