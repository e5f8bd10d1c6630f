import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capacityOf } from '../../domain/capacity.ts';
import { systemClock } from '../../domain/clock.ts';
import { sampleIn } from '../../domain/ops-sample.ts';
import { OpsBook, sampleMs } from '../../ops/ops-book.ts';
import { newMessage, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import { openRedisStore } from './open-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-forecast-'));
let cluster: RedisCluster;
let store: Store;

beforeAll(async () => {
  cluster = await startRedisCluster({ dir });
  store = await openRedisStore({ nodes: cluster.addresses, node: 'n1', clock: systemClock });
}, 60_000);
afterAll(async () => {
  await store?.close();
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Messages between two samples. */
const atOnce = 500;

test('[OPS-52] a memory that fills is foretold within 15 % of when it does', async () => {
  // Ten seconds go by with each sample.
  let now = Date.now();
  const book = new OpsBook('n1', { now: () => now });
  book.measure({
    ...{ store, dataDir: dir, version: '0', connections: () => 0, maxConnections: 1 },
    blobs: { free: () => Promise.resolve(undefined) },
    readiness: { report: () => Promise.resolve({ ok: true, degraded: false, details: [] }) },
    tasks: { counts: new Map(), leased: () => 0 },
    blocks: () => null,
    certificateEndsAt: () => null,
  });
  const author = await newUser(store);
  const room = await newRoom(store, author);
  const master = await cluster.masterOf(`{${room.id}}`);
  const used = Math.max(...(await store.inventory.shards()).map(({ bytes }) => bytes));
  await master.call('CONFIG', 'SET', 'maxmemory', used + 8 * 2 ** 20);
  const limited = async () => (await store.inventory.shards()).find(({ limitBytes }) => limitBytes !== null);
  const fill = async (): Promise<boolean> => {
    const content = 'x'.repeat(120);
    const sent = await Promise.allSettled(
      Array.from({ length: atOnce }, () => store.log.append(newMessage(room.id, author, { content }))),
    );
    now += sampleMs;
    await book.sample();
    return sent.every(({ status }) => status === 'fulfilled');
  };

  const share = async (): Promise<number> => {
    const { bytes = 0, limitBytes } = (await limited()) ?? {};
    return (bytes - used) / ((limitBytes ?? 0) - used);
  };
  while ((await share()) < 0.5) expect(await fill()).toBe(true);
  const report = await book.report('hour', 0);
  const samples = (report?.samples ?? []).flatMap((line) => sampleIn(line) ?? []);
  const shards = await store.inventory.shards();
  const { fillings, bytesPerMessage } = capacityOf({ nodes: [], shards, samples, samplesOf: () => samples, now });
  const [filling] = fillings;
  expect(filling).toMatchObject({ what: 'memory', overMs: expect.any(Number) });
  const saidAt = now;
  while (await fill());
  const foretold = (filling?.fullAt ?? 0) - saidAt;
  const happened = now - saidAt;
  expect(Math.abs(foretold / happened - 1), `${foretold} ms foretold, ${happened} ms`).toBeLessThan(0.15);
  // Nobody was acknowledged over a socket here.
  expect(bytesPerMessage).toBeNull();
  await book.close();
}, 60_000);
