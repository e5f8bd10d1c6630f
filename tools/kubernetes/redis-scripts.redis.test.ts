import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisNode } from '@rookery/testkit/redis-node';
import { until } from '@rookery/testkit/until';
import { expect, onTestFinished, test } from 'vitest';
import { chartFolder } from './chart.ts';

/** As in a pod of that Redis node: its exit code and what it says. */
const inPodOf = ({ port }: RedisNode, script: string, ...args: string[]) =>
  spawnSync('/bin/sh', [join(chartFolder, 'files', script), ...args], {
    env: { PATH: process.env['PATH'], REDIS_PORT: String(port), REDIS_PASSWORD: 'a-password' },
    encoding: 'utf8',
    timeout: 30_000,
  });

test('[DEP-4] a master that goes hands its slots to its replica; who is away, or behind, is not ready', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-redis-scripts-'));
  const cluster = await startRedisCluster({ dir, password: 'a-password' });
  onTestFinished(async () => {
    await cluster.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const master = await cluster.masterOf('a');
  const [replica] = await cluster.replicasOf(master);
  if (!replica) throw new Error('there is no replica');
  expect(inPodOf(master, 'redis-is-whole.sh', cluster.addresses.join()).status).toBe(0);
  for (const node of [master, replica])
    for (const question of ['--alive', '--synced']) expect(inPodOf(node, 'redis-is-whole.sh', question).status).toBe(0);

  expect(inPodOf(master, 'redis-leave.sh')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('OK') as string,
  });
  expect(String(await master.call('ROLE'))).toMatch(/^slave/);
  await until('its replica has them', async () => (await cluster.masterOf('a')) === replica, 10_000);
  // A replica just goes.
  expect(inPodOf(master, 'redis-leave.sh')).toMatchObject({ status: 0, stdout: '' });
  await replica.kill('SIGKILL');
  expect(inPodOf(replica, 'redis-is-whole.sh', '--alive').status).not.toBe(0);
  await until('the other one is behind', () => inPodOf(master, 'redis-is-whole.sh', '--synced').status !== 0, 10_000);
  // With nobody to hand anything to, it goes too.
  await until('it is master again', async () => String(await master.call('ROLE')).startsWith('master'), 30_000);
  expect(inPodOf(master, 'redis-leave.sh')).toMatchObject({ status: 0 });
}, 90_000);
