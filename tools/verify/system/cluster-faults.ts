import { setTimeout as pause } from 'node:timers/promises';
import { moveSlot } from '../../cluster/move-slot.ts';
import type { ClusterSystem } from './cluster.ts';
import { floodFault } from './flood.ts';
import { networkFaults } from './network-faults.ts';
import type { Fault } from './system.ts';

const movedSlots = 40;

const nodeFaults: readonly Fault<ClusterSystem>[] = [
  {
    name: 'kill -9 of a node',
    rule: 'CLU-5',
    leastMs: 300,
    mostMs: 2_500,
    strike: async (system, { target, forMs, hits, healed }) => {
      const node = system.server(target);
      hits(node.name);
      await node.kill('SIGKILL');
      // The others have all that they need.
      healed();
      await pause(forMs);
      await node.start();
    },
  },
  {
    name: 'hang of a node',
    rule: 'CLU-5',
    leastMs: 1_500,
    mostMs: 8_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const node = system.server(target);
      hits(node.name);
      const pid = node.pid();
      if (pid === null) throw new Error(`${node.name} is not there`);
      process.kill(pid, 'SIGSTOP');
      await pause(forMs);
      process.kill(pid, 'SIGCONT');
      healed();
    },
  },
  {
    name: 'drain of a node',
    rule: 'OPS-11',
    leastMs: 100,
    mostMs: 1_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const node = system.server(target);
      hits(node.name);
      await node.kill('SIGTERM');
      healed();
      await pause(forMs);
      await node.start();
    },
  },
];

const redisFaults: readonly Fault<ClusterSystem>[] = [
  {
    name: 'kill -9 of a redis master',
    rule: 'CLU-2',
    leastMs: 5_000,
    mostMs: 9_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const master = await system.master(target);
      const [replica] = await system.colony.redis.replicasOf(master);
      hits(master.name);
      const diedAt = Date.now();
      await master.kill('SIGKILL');
      // Clients wait for the election; that is what is measured.
      healed();
      if (replica) await system.failedOver(master, replica);
      await pause(Math.max(0, forMs - (Date.now() - diedAt)));
      await master.restart();
      await system.colony.redis.healthy(40_000);
    },
  },
  {
    name: 'kill -9 and restart of a redis master',
    rule: 'CLU-2',
    leastMs: 100,
    mostMs: 1_500,
    strike: async (system, { target, forMs, hits, healed }) => {
      const master = await system.master(target);
      hits(master.name);
      await master.kill('SIGKILL');
      await pause(forMs);
      await master.restart();
      healed();
      await system.colony.redis.healthy(40_000);
    },
  },
  {
    name: 'hang of a redis master',
    rule: 'CLU-2',
    leastMs: 1_000,
    mostMs: 9_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const master = await system.master(target);
      hits(master.name);
      master.signal('SIGSTOP');
      await pause(forMs);
      master.signal('SIGCONT');
      healed();
      await system.colony.redis.healthy(40_000);
    },
  },
  {
    name: 'kill -9 of a redis replica',
    rule: 'CLU-6',
    leastMs: 300,
    mostMs: 6_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const replica = await system.replica(target);
      hits(replica.name);
      await replica.kill('SIGKILL');
      await pause(forMs);
      await replica.restart();
      await system.colony.redis.healthy(40_000);
      healed();
    },
  },
  {
    name: 'hang of a redis replica',
    rule: 'CLU-6',
    leastMs: 1_000,
    mostMs: 6_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const replica = await system.replica(target);
      hits(replica.name);
      replica.signal('SIGSTOP');
      await pause(forMs);
      replica.signal('SIGCONT');
      await system.colony.redis.healthy(40_000);
      healed();
    },
  },
  {
    name: 'manual failover of a redis master',
    rule: 'CLU-1',
    leastMs: 200,
    mostMs: 500,
    strike: async (system, { target, hits, healed }) => {
      const [master, replica] = [await system.master(target), await system.replica(target)];
      hits(`${master.name} to ${replica.name}`);
      await replica.call('CLUSTER', 'FAILOVER');
      await system.failedOver(master, replica);
      healed();
      await system.colony.redis.healthy(40_000);
    },
  },
  {
    name: 'loss of the last writes of a redis master',
    rule: 'CLU-9',
    leastMs: 1_000,
    mostMs: 2_500,
    strike: async (system, { target, forMs, hits, healed }) => {
      const [master, replica] = [await system.master(target), await system.replica(target)];
      hits(`${master.name}, whose replica hears it no more`);
      // What the master takes from here on, the replica does not get: it is elected without it.
      await replica.call('CONFIG', 'SET', 'cluster-replica-validity-factor', 3);
      await replica.call('CONFIG', 'SET', 'masteruser', 'nobody', 'masterauth', 'wrong');
      await master.call('CLIENT', 'KILL', 'TYPE', 'replica');
      await pause(forMs);
      await master.kill('SIGKILL');
      healed();
      await system.failedOver(master, replica).finally(async () => {
        await replica.call('CONFIG', 'SET', 'masteruser', '', 'masterauth', '');
        await replica.call('CONFIG', 'SET', 'cluster-replica-validity-factor', 1);
      });
      await master.restart();
      await system.colony.redis.healthy(40_000);
    },
  },
  {
    name: 'cut of all connections to a redis master',
    rule: 'CLU-1',
    leastMs: 100,
    mostMs: 1_500,
    strike: async (system, { target, forMs, hits, healed }) => {
      const master = await system.master(target);
      hits(master.name);
      const giveUpAt = Date.now() + forMs;
      do {
        for (const type of ['normal', 'pubsub', 'replica'])
          await master.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes').catch(() => undefined);
        await pause(100);
      } while (Date.now() < giveUpAt);
      healed();
      await system.colony.redis.healthy(40_000);
    },
  },
  {
    name: 'pause of all commands of a redis master',
    rule: 'CLU-2',
    leastMs: 500,
    mostMs: 3_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const master = await system.master(target);
      hits(master.name);
      await master.call('CLIENT', 'PAUSE', forMs, 'ALL');
      await pause(forMs);
      healed();
      await system.colony.redis.healthy(40_000);
    },
  },
  {
    name: 'full memory of a redis master',
    rule: 'CLU-2',
    leastMs: 500,
    mostMs: 3_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const master = await system.master(target);
      hits(master.name);
      await master.call('CONFIG', 'SET', 'maxmemory', 1);
      await pause(forMs);
      await master.call('CONFIG', 'SET', 'maxmemory', 0);
      healed();
    },
  },
  {
    name: 'move of forty slots between redis masters',
    rule: 'CLU-1',
    leastMs: 200,
    mostMs: 500,
    strike: async (system, { target, hits, healed }) => {
      const [from, to] = [await system.master(target), await system.master(target + 1)];
      hits(`${from.name} to ${to.name}`);
      for (const slot of await system.slotsOf(from, target, movedSlots)) await moveSlot(slot, from, to);
      healed();
    },
  },
];

const edgeFaults: readonly Fault<ClusterSystem>[] = [
  {
    name: 'reload of NGINX',
    rule: 'CLU-5',
    leastMs: 100,
    mostMs: 300,
    overlaps: true,
    strike: async (system, { forMs, hits, healed }) => {
      hits('nginx');
      system.colony.nginx.reload();
      await pause(forMs);
      healed();
    },
  },
  {
    name: 'kill -9 of NGINX',
    rule: 'CLU-5',
    leastMs: 100,
    mostMs: 1_500,
    strike: async (system, { forMs, hits, healed }) => {
      hits('nginx');
      await system.colony.restartNginx(forMs);
      healed();
    },
  },
];

export const clusterFaults: readonly Fault<ClusterSystem>[] = [
  ...nodeFaults,
  ...redisFaults,
  ...edgeFaults,
  floodFault<ClusterSystem>(),
  ...networkFaults<ClusterSystem>('clients', 'CLI-1', (system, target) => {
    const proxy = system.fronts[target % system.fronts.length];
    if (!proxy) throw new Error('there is no network before the clients');
    return proxy;
  }),
  ...networkFaults<ClusterSystem>('NGINX and a node', 'CLU-5', (system, target) => system.hop(target)),
];
