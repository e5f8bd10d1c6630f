import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, memorySession } from '@rookery/client';
import type { Client } from '@rookery/client';
import { openEmbeddedSink } from '@rookery/server/embedded-sink';
import { MovingScene, redisPassword } from '@rookery/testkit/moving-scene';
import { patiently } from '@rookery/testkit/patiently';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import { until } from '@rookery/testkit/until';
import { fillStore } from '../filled-store.ts';
import { clock } from '../on-both-stores.ts';
import type { Figure, Scenario } from './scenario.ts';

const rooms = 100;
const writers = 20;
const lookMs = 25;
const say =
  'hello everybody, this is a message of about a hundred and twenty bytes, as people write them when they have something to say.';

async function connect(url: string, count: number): Promise<readonly Client[]> {
  const clients = Array.from({ length: count }, () => createClient({ url, session: memorySession() }));
  for (let from = 0; from < count; from += 25)
    await Promise.all(
      clients.slice(from, from + 25).map((client, index) => patiently(() => client.join(`mover-${from + index}`))),
    );
  return clients;
}

export const operate: Scenario = {
  name: 'operate',
  about:
    'Migration: a server with 1,000,000 messages (quick: 20,000) and 500 connected clients, of which 20 write, moves into a cluster of one node without NGINX. Everything on this machine.',
  isLong: true,
  run: async (quick) => {
    const dir = mkdtempSync(join(tmpdir(), 'rookery-operate-'));
    const messages = quick ? 20_000 : 1_000_000;
    const count = quick ? 100 : 500;
    // Everybody hears all of it: 5,000 deliveries a second, whose clients are in this process, too.
    const everyMs = 4 * count;
    const redis = await startRedisCluster({ dir: join(dir, 'redis'), password: redisPassword });
    let scene: MovingScene | null = null;
    let clients: readonly Client[] = [];
    let isOver = false;
    try {
      mkdirSync(join(dir, 'old'));
      const begunAt = performance.now();
      await fillStore(openEmbeddedSink(join(dir, 'old'), 'the bench', clock), {
        ...{ rooms, perRoom: messages / rooms, writtenAt: Date.now() - messages },
        say: () => ({ content: say, by: 0 }),
      });
      console.log(`  filled in ${((performance.now() - begunAt) / 1_000).toFixed(0)} s`);
      scene = await MovingScene.begin(dir, redis);
      clients = await connect(scene.old.url, count);
      const { room } = await patiently(async () => clients[0]!.createRoom({ name: 'bench' }));
      await Promise.all(clients.slice(1).map((client) => patiently(() => client.joinRoom(room.id))));
      /** The longest between writing and its ack. */
      let longestMs = 0;
      let written = 0;
      const writing = clients.slice(0, writers).map(async (client) => {
        while (!isOver) {
          const at = performance.now();
          await patiently(() =>
            client.request('message:room', { room: room.id, content: say, clientId: crypto.randomUUID() }),
          );
          longestMs = Math.max(longestMs, performance.now() - at);
          written += 1;
          await pause(everyMs);
        }
      });
      const startedAt = performance.now();
      const command = scene.migrate(scene.to);
      await command.says('Pass 1');
      scene.node.spawn();
      await command.says('writes nothing now');
      const closedAt = performance.now();
      longestMs = 0;
      const isThere = (client: Client): boolean => {
        const state = client.connection.get();
        return state.state === 'online' && state.node === 'n1';
      };
      await until('all are there', () => clients.every(isThere), 120_000, { everyMs: lookMs });
      const wholeS = (performance.now() - closedAt) / 1_000;
      const { code, said } = await command.ended;
      if (code !== 0) throw new Error(said);
      const tookS = (performance.now() - startedAt) / 1_000;
      isOver = true;
      await Promise.all(writing);
      const head = await patiently(() => clients[0]!.request('history:fetch', { conversation: room.id, limit: 1 }));
      const lost = written - head.head.seq;
      const [, closedS = 'NaN'] = /Without writing for ([\d.]+) s/.exec(said) ?? [];
      const figures: Figure[] = [
        { name: 'messages', value: messages, unit: '' },
        { name: 'clients', value: count, unit: '' },
        { name: 'the whole move', value: tookS, unit: 's' },
        { name: 'closed until told to come back', value: Number(closedS), unit: 's' },
        { name: 'longest wait for an ack', value: longestMs / 1_000, unit: 's', bar: '≤ 5', met: longestMs <= 5_000 },
        { name: 'all clients at the cluster', value: wholeS, unit: 's', bar: '≤ 10', met: wholeS <= 10 },
        { name: 'acked and not there', value: lost, unit: '', bar: '0', met: lost === 0 },
      ];
      return figures;
    } finally {
      isOver = true;
      for (const client of clients) client.close();
      await scene?.end();
      await redis.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
