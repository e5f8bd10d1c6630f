import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { describeStore } from '../../ports/contracts/describe-store.ts';
import type { OpenStore } from '../../ports/contracts/fixtures.ts';
import { openRedisStore } from './open-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-redis-'));
let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await startRedisCluster({ dir });
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const open: OpenStore = async () => {
  const openOne = () => openRedisStore({ nodes: cluster.addresses, node: 'n1', clock: systemClock });
  let store = await openOne();
  return {
    get store() {
      return store;
    },
    reopen: async () => {
      await store.close();
      store = await openOne();
      return store;
    },
    close: () => store.close(),
  };
};

describeStore('Redis Cluster', open);
