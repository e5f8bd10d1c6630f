import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpsShard } from '@rookery/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { OpsEvents } from './ops-events.ts';

const shard = (name: string, ...replicas: string[]): OpsShard => ({
  ...{ name, kept: 'memory', slots: 8_192, bytes: 1, limitBytes: null, commandsPerSecond: 0 },
  replicas: replicas.map((replica) => ({ name: replica, isOnline: true, lagBytes: 0 })),
  isDegraded: replicas.length === 0,
});

test('[OPS-51] a failover is told also where a look fell between the death of the master and the next one, and each time', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-events-'));
  let now = Date.now();
  const clock = { now: () => now };
  const store = await openEmbeddedStore({ dataDir: dir, clock, log: { error: () => undefined } });
  onTestFinished(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });
  const events = new OpsEvents('n1', store.journal, clock);
  const other = shard('m2', 'r2');
  const looks = [
    [shard('m1', 'r1'), other],
    // It is dead, and nobody stands in for it yet.
    [other],
    [shard('r1'), other],
    [shard('r1', 'm1'), other],
    // Back to the first one, at once.
    [shard('m1'), other],
    [shard('m1', 'r1'), other],
    // It did not answer once, and was said to be silent; nothing has happened.
    [{ ...shard('m1'), isSilent: true as const }, other],
    [shard('m1', 'r1'), other],
  ];
  for (const look of looks) {
    await events.compare(look);
    now += 10_000;
  }
  const told = await events.list();
  expect(told.map(({ what, name }) => [what, name])).toEqual([
    ['failover', 'r1'],
    ['whole', 'r1'],
    ['failover', 'm1'],
    ['whole', 'm1'],
  ]);
});
