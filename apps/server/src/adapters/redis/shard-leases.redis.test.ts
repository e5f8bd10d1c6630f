import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { append, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import { openRedisStore } from './open-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-leases-'));
let cluster: RedisCluster;
let store: Store;

beforeAll(async () => {
  cluster = await startRedisCluster({ dir });
  store = await openRedisStore({ nodes: cluster.addresses, node: 'n2', clock: systemClock });
}, 60_000);
afterAll(async () => {
  await store?.close();
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Another node, which makes one pass and then rests. */
const sweepingNode = () =>
  spawn(
    process.execPath,
    [
      ...['--input-type=module', '--eval'],
      `const { openRedisStore } = await import(${JSON.stringify(new URL('open-store.ts', import.meta.url).href)});
       const store = await openRedisStore({ nodes: ${JSON.stringify(cluster.addresses)}, node: 'n1', clock: { now: () => Date.now() } });
       while ((await store.retention.sweep(Date.now(), { days: null, messages: null })).more);
       console.log('swept');
       setInterval(() => undefined, 1_000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );

async function pass(messages: number): Promise<number> {
  let taken = 0;
  for (let more = true; more;) {
    const swept = await store.retention.sweep(Date.now(), { days: null, messages });
    taken += swept.taken;
    ({ more } = swept);
  }
  return taken;
}

test('[RET-1] a node keeps its shards between two passes; one that is killed is followed by another within seconds', async () => {
  const owner = await newUser(store);
  const { id } = await newRoom(store, owner);
  for (let index = 0; index < 5; index += 1) await append(store, id, owner);
  const node = sweepingNode();
  try {
    await once(node.stdout, 'data');
    expect(await pass(2)).toBe(0);
    const roles = await cluster.roles();
    const master = cluster.nodes.find(({ address }) => roles.get(address) === 'redis-master') ?? expect.unreachable();
    const leftMs = (): Promise<number> =>
      master.connected(async (redis) => {
        const [key = ''] = await redis.keys('retention:*');
        return redis.pttl(key);
      });
    // It goes down all the time, and up only where the node renews it.
    let last = await leftMs();
    await expect
      .poll(
        async () => {
          const [before, now] = [last, await leftMs()];
          last = now;
          return now > before;
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    expect(await pass(2)).toBe(0);
  } finally {
    node.kill('SIGKILL');
  }
  await once(node, 'exit');
  await expect.poll(() => pass(2), { timeout: 60_000, interval: 500 }).toBe(3);
}, 120_000);
