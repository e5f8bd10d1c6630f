import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startRedisCluster } from '../../../../../tools/cluster/redis-cluster.ts';
import type { StartedCluster } from '../../../../../tools/cluster/redis-cluster.ts';
import { systemClock } from '../../domain/clock.ts';
import { describeChanges } from '../../ports/contracts/changes.contract.ts';
import { describeConversationLog } from '../../ports/contracts/conversation-log.contract.ts';
import { describeInbox } from '../../ports/contracts/inbox.contract.ts';
import { describeMembership } from '../../ports/contracts/membership.contract.ts';
import type { OpenStore } from '../../ports/contracts/people.ts';
import { describeSessionsAndPresence } from '../../ports/contracts/sessions-and-presence.contract.ts';
import { openRedisStore } from './open-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-redis-'));
let cluster: StartedCluster;

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
    store,
    reopen: async () => {
      await store.close();
      store = await openOne();
      return store;
    },
    close: () => store.close(),
  };
};

describeConversationLog('Redis Cluster', open);
describeChanges('Redis Cluster', open);
describeInbox('Redis Cluster', open);
describeMembership('Redis Cluster', open);
describeSessionsAndPresence('Redis Cluster', open);
