import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { until } from '../../ports/contracts/fixtures.ts';
import { callBytes, callMs } from '../../ports/node-calls.ts';
import type { NodeCalls } from '../../ports/node-calls.ts';
import type { Store } from '../../ports/store.ts';
import { callsChannel } from './keys.ts';
import { openRedisStore } from './open-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-calls-'));
let cluster: RedisCluster;
const stores: Store[] = [];

beforeAll(async () => {
  cluster = await startRedisCluster({ dir });
}, 60_000);
afterAll(async () => {
  for (const store of stores) await store.close();
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function open(node: string): Promise<NodeCalls> {
  const store = await openRedisStore({ nodes: cluster.addresses, node, clock: systemClock });
  stores.push(store);
  return store.nodeCalls ?? expect.unreachable();
}

test('[FIND-9] nodes ask each other through the store: each call has an end, whoever dies, fails, or says too much', async () => {
  const [one, two, tool] = [await open('n1'), await open('n2'), await open('admin')];
  const unavailable = { code: 'unavailable' };
  await expect(one.call('n2', 1)).rejects.toMatchObject(unavailable);
  await one.join(() => Promise.resolve('one'));
  let held = 0;
  await two.join(async (question) => {
    if (question === 'fail') throw new Error('it fails');
    if (question === 'long') return 'x'.repeat(callBytes);
    if (question === 'hang') {
      held += 1;
      return new Promise(() => undefined);
    }
    return { heard: question };
  });
  await until('they know each other', () => one.nodes.length === 2 && two.nodes.length === 2, 10_000);
  // Who only looks into the store is no node.
  expect(one.nodes).toEqual(['n1', 'n2']);
  expect(tool.nodes).toEqual([]);
  const question = { words: ['汉字', '👍', '\ud800'.toWellFormed()], at: 7 };
  expect(await one.call('n2', question)).toEqual({ heard: question });
  expect(await two.call('n1', null)).toBe('one');
  expect(await Promise.all(Array.from({ length: 20 }, (_, index) => one.call('n2', index)))).toEqual(
    Array.from({ length: 20 }, (_, index) => ({ heard: index })),
  );
  for (const wrong of ['fail', 'long', 'x'.repeat(callBytes)])
    await expect(one.call('n2', wrong)).rejects.toMatchObject(unavailable);
  // What is no message of ours is passed over.
  const members = await (await cluster.masterOf('nodes:{calls}')).call('ZRANGE', 'nodes:{calls}', '0', '-1');
  for (const life of members as string[])
    for (const payload of [
      '',
      'no JSON',
      '{}',
      '{"ask":1}',
      '{"reply":"1"}',
      '{"ask":"1","from":"nobody","question":"hang"}',
    ])
      await (await cluster.masterOf(callsChannel(life))).call('SPUBLISH', callsChannel(life), payload);
  // One that does not answer costs the time of a call; more than a node answers at once are refused.
  const beganAt = performance.now();
  const hanging = Array.from({ length: 40 }, () => one.call('n2', 'hang').catch((error: unknown) => error));
  for (const error of await Promise.all(hanging)) expect(error).toMatchObject(unavailable);
  expect(performance.now() - beganAt).toBeLessThan(callMs + 5_000);
  expect(held).toBeLessThanOrEqual(33);
  // A node that goes is gone at once from its own list of things to do, and soon from others'.
  await two.close();
  await expect(one.call('n2', 1)).rejects.toMatchObject(unavailable);
  await until('it is gone', () => one.nodes.length === 1, 15_000);
  await one.close();
  await expect(one.call('n1', 1)).rejects.toMatchObject(unavailable);
}, 60_000);
