import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { moveSlot } from '@rookery/testkit/move-slot';
import type { RedisNode } from '@rookery/testkit/redis-node';
import { clockFault } from './clock-fault.ts';
import { shards } from './cluster.ts';
import type { ClusterSystem } from './cluster.ts';
import { floodFault } from './flood.ts';
import { historyFaults } from './history-faults.ts';
import { clientsHop, networkFaults } from './network-faults.ts';
import type { Fault, Striking } from './system.ts';

const movedSlots = 40;
/** Of what a monitor tells: some calls of scripts with all that they do. */
const longestTold = 16_000;
/** Until something is said in a room with blocks. */
const someWordMs = 5_000;
/** Until what is due is begun: right after another failover that takes a while. */
const firstFoldMs = 15_000;

const redisIsWhole = (system: ClusterSystem): Promise<void> => system.colony.redis.healthy(40_000);

/**
 * As docs/operations/compose.md has it after a full disk: Redis 7.0 goes on after a short write with a hole of zeros in its append-only
 * file, and does not start again with it.
 */
async function rewriteLog(node: RedisNode): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  for (let isAsked = false; ; await pause(100)) {
    const state = String(await node.call('INFO', 'persistence').catch(() => ''));
    const isIdle = state.includes('aof_rewrite_in_progress:0') && state.includes('aof_rewrite_scheduled:0');
    if (isAsked && isIdle && state.includes('aof_last_bgrewrite_status:ok')) return;
    if (state.includes('aof_last_write_status:ok') && isIdle)
      isAsked = await node.call('BGREWRITEAOF').then(
        () => true,
        () => false,
      );
    if (Date.now() > giveUpAt) throw new Error(`${node.name} did not write its log anew within 20 s: ${state}`);
  }
}

/** Kills a master when `moment` has come; what it took since `begin` was over, and its replica hears it no more, is lost. */
async function loseWrites(
  system: ClusterSystem,
  { target, hits, healed }: Omit<Striking, 'forMs'>,
  begin: (master: RedisNode) => Promise<void>,
  moment: (master: RedisNode) => Promise<string | void>,
): Promise<void> {
  const [master, replica] = [await system.master(target), await system.replica(target)];
  await begin(master);
  hits(`${master.name}, whose replica hears it no more`);
  // What the master takes from here on, the replica does not get: it is elected without it. No longer than until nodes take the shard for one without a second copy.
  await replica.call('CONFIG', 'SET', 'cluster-replica-validity-factor', 5);
  await replica.call('CONFIG', 'SET', 'masteruser', 'nobody', 'masterauth', 'wrong');
  await master.call('CLIENT', 'KILL', 'TYPE', 'replica');
  const what = await moment(master);
  await master.kill('SIGKILL');
  if (what) hits(`${master.name}, ${what}`);
  healed();
  await system.failedOver(master, replica).finally(async () => {
    await replica.call('CONFIG', 'SET', 'masteruser', '', 'masterauth', '');
    await replica.call('CONFIG', 'SET', 'cluster-replica-validity-factor', 1);
  });
  await master.start();
  await redisIsWhole(system);
}

/** What a master is asked, until `seen` finds something in the end of what it tells; for so long at most. Null: it did not. */
async function watchFor<Found>(
  { port }: RedisNode,
  forMs: number,
  seen: (told: string) => Found | null,
): Promise<Found | null> {
  // By hand: ioredis loses its place where the first command comes with the answer to its own.
  const monitor = connect({ port, host: '127.0.0.1' });
  monitor.on('error', () => undefined).write('MONITOR\r\n');
  const found = new Promise<Found>((resolve) => {
    let told = '';
    monitor.on('data', (more) => {
      told = (told + more.toString('latin1')).slice(-longestTold);
      const what = seen(told);
      if (what !== null) resolve(what);
    });
  });
  try {
    return await Promise.race([found, pause(forMs, null)]);
  } finally {
    monitor.destroy();
  }
}

/** The bases of the keys of conversations that have blocks. */
const sealedOn = async (master: RedisNode): Promise<string[]> =>
  ((await master.call('KEYS', '*:sb')) as string[]).map((key) => key.slice(0, -'sb'.length));

/** A number that picks the master where most of what is old lies. */
async function targetWithBlocks(system: ClusterSystem, target: number): Promise<number> {
  const targets = Array.from({ length: shards }, (_, more) => target + more);
  const blocks = await Promise.all(targets.map(async (each) => (await sealedOn(await system.master(each))).length));
  return target + blocks.indexOf(Math.max(...blocks));
}

/** Has all blocks of a conversation in which something is said written anew, as where each has a message that has changed. Resolves when the first of them is read for it. */
async function foldBlocks(master: RedisNode): Promise<void> {
  const bases = await sealedOn(master);
  // What is due in a slot stands under a key that every script that writes to a log has with it.
  const said = await watchFor(master, someWordMs, (told) => {
    for (const [, base = '', due = ''] of told.matchAll(/"([^ "]*:)c"[^\n]*"(due:{[0-9]+})"/g))
      if (bases.includes(base)) return { base, due };
    return null;
  });
  if (!said) return;
  const { base, due } = said;
  const own = base.replace(/[{}]/g, String.raw`\$&`);
  // Once it has found what is due it reads a block.
  const folding = new RegExp(
    String.raw`"ZRANGEBYSCORE" "${own}st"[^]*"EVALSHA"[^\n]*"${own}c" "[0-9]+" "[0-9]+" "0" "128"`,
  );
  const isRead = watchFor(master, firstFoldMs, (told) => (folding.test(told) ? true : null));
  const id = /}([^:]+):$/.exec(base)?.[1] ?? /{(.*)}/.exec(base)?.[1] ?? '';
  await master.call('EVAL', foldAll, 4, ...['sb', 'st', 't12'].map((part) => base + part), due, `o12 ${id}`);
  await isRead;
}
/** As `fold_at` of the server does it for one (docs/redis-keys.md). */
const foldAll = `
for _, number in ipairs(redis.call('HKEYS', KEYS[1])) do redis.call('ZADD', KEYS[2], 0, number) end
redis.call('HDEL', KEYS[3], 'l')
redis.call('ZADD', KEYS[4], 0, ARGV[1])`;

/** Until a script names other bytes for a block. Those that were named for the first time meanwhile are lost with it. Answers what has come of it. */
const untilNamed = async (master: RedisNode, forMs: number): Promise<string> => {
  const key = await watchFor(master, forMs, (told) => /"HSET" "([^"]*):sb"[^]*"ZADD" "\1:sg"/.exec(told)?.[1] ?? null);
  return key === null ? 'which wrote no block anew' : `which had just named other bytes for a block of ${key}`;
};

/** Faults of one process of a sort: which one, is told before it is struck. */
const on =
  <Victim extends { readonly name: string }>(
    pick: (system: ClusterSystem, target: number) => Victim | Promise<Victim>,
  ) =>
  (
    kind: Omit<Fault<ClusterSystem>, 'strike'>,
    strike: (victim: Victim, striking: Omit<Striking, 'hits'>, system: ClusterSystem) => Promise<void>,
  ): Fault<ClusterSystem> => ({
    ...kind,
    strike: async (system, striking) => {
      const victim = await pick(system, striking.target);
      striking.hits(victim.name);
      await strike(victim, striking, system);
    },
  });
const onNode = on((system, target) => system.server(target));
const onMaster = on((system, target) => system.master(target));
const onReplica = on((system, target) => system.replica(target));

const nodeFaults: readonly Fault<ClusterSystem>[] = [
  onNode({ name: 'kill -9 of a node', rule: 'CLU-5', leastMs: 300, mostMs: 2_500 }, async (node, { forMs, healed }) => {
    await node.kill('SIGKILL');
    // The others have all that they need.
    healed();
    await pause(forMs);
    await node.start();
  }),
  onNode({ name: 'hang of a node', rule: 'CLU-5', leastMs: 1_500, mostMs: 8_000 }, async (node, { forMs, healed }) => {
    const pid = node.pid();
    if (pid === null) throw new Error(`${node.name} is not there`);
    process.kill(pid, 'SIGSTOP');
    await pause(forMs);
    process.kill(pid, 'SIGCONT');
    healed();
  }),
  onNode({ name: 'drain of a node', rule: 'OPS-11', leastMs: 100, mostMs: 1_000 }, async (node, { forMs, healed }) => {
    await node.kill('SIGTERM');
    healed();
    await pause(forMs);
    await node.start();
  }),
];

const redisFaults: readonly Fault<ClusterSystem>[] = [
  onMaster(
    { name: 'kill -9 of a redis master', rule: 'CLU-2', leastMs: 5_000, mostMs: 9_000 },
    async (master, { forMs, healed }, system) => {
      const [replica] = await system.colony.redis.replicasOf(master);
      const diedAt = Date.now();
      await master.kill('SIGKILL');
      // Clients wait for the election; that is what is measured.
      healed();
      if (replica) await system.failedOver(master, replica);
      await pause(Math.max(0, forMs - (Date.now() - diedAt)));
      await master.start();
      await redisIsWhole(system);
    },
  ),
  onMaster(
    { name: 'kill -9 and restart of a redis master', rule: 'CLU-2', leastMs: 100, mostMs: 1_500 },
    async (master, { forMs, healed }, system) => {
      await master.kill('SIGKILL');
      await pause(forMs);
      await master.start();
      healed();
      await redisIsWhole(system);
    },
  ),
  onMaster(
    { name: 'hang of a redis master', rule: 'CLU-2', leastMs: 1_000, mostMs: 9_000 },
    async (master, { forMs, healed }, system) => {
      master.signal('SIGSTOP');
      await pause(forMs);
      master.signal('SIGCONT');
      healed();
      await redisIsWhole(system);
    },
  ),
  onReplica(
    { name: 'kill -9 of a redis replica', rule: 'CLU-6', leastMs: 300, mostMs: 6_000 },
    async (replica, { forMs, healed }, system) => {
      await replica.kill('SIGKILL');
      await pause(forMs);
      await replica.start();
      await redisIsWhole(system);
      healed();
    },
  ),
  onReplica(
    { name: 'hang of a redis replica', rule: 'CLU-6', leastMs: 1_000, mostMs: 6_000 },
    async (replica, { forMs, healed }, system) => {
      replica.signal('SIGSTOP');
      await pause(forMs);
      replica.signal('SIGCONT');
      await redisIsWhole(system);
      healed();
    },
  ),
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
      await redisIsWhole(system);
    },
  },
  {
    name: 'loss of the last writes of a redis master',
    rule: 'CLU-9',
    leastMs: 1_000,
    mostMs: 2_500,
    strike: (system, striking) =>
      loseWrites(
        system,
        striking,
        () => Promise.resolve(),
        () => pause(striking.forMs),
      ),
  },
  {
    name: 'failover of a redis master that has just named a block of old messages',
    rule: 'COLD-4',
    leastMs: 5_000,
    mostMs: 7_000,
    strike: async (system, { target, forMs, ...striking }) =>
      loseWrites(system, { ...striking, target: await targetWithBlocks(system, target) }, foldBlocks, (master) =>
        untilNamed(master, forMs),
      ),
  },
  onMaster(
    { name: 'cut of all connections to a redis master', rule: 'CLU-1', leastMs: 100, mostMs: 1_500 },
    async (master, { forMs, healed }, system) => {
      const giveUpAt = Date.now() + forMs;
      do {
        for (const type of ['normal', 'pubsub', 'replica'])
          await master.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes').catch(() => undefined);
        await pause(100);
      } while (Date.now() < giveUpAt);
      healed();
      await redisIsWhole(system);
    },
  ),
  onMaster(
    { name: 'pause of all commands of a redis master', rule: 'CLU-2', leastMs: 500, mostMs: 3_000 },
    async (master, { forMs, healed }, system) => {
      await master.call('CLIENT', 'PAUSE', forMs, 'ALL');
      await pause(forMs);
      healed();
      await redisIsWhole(system);
    },
  ),
  {
    ...onMaster(
      { name: 'full disk of a redis master', rule: 'CLU-2', leastMs: 1_000, mostMs: 4_000 },
      async (master, { forMs, healed }, system) => {
        const empty = system.disks.get(master.name)?.fill();
        await pause(forMs);
        empty?.();
        // It may have ended by itself: it could not keep its view of the cluster.
        await master.start();
        healed();
        await rewriteLog(master);
        await redisIsWhole(system);
      },
    ),
    impossible: (system) => (system.disks.size > 0 ? null : 'it needs root, for small file systems of its own'),
  },
  onMaster(
    { name: 'full memory of a redis master', rule: 'CLU-2', leastMs: 500, mostMs: 3_000 },
    async (master, { forMs, healed }) => {
      await master.call('CONFIG', 'SET', 'maxmemory', 1);
      await pause(forMs);
      await master.call('CONFIG', 'SET', 'maxmemory', 0);
      healed();
    },
  ),
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
      await system.colony.nginx.reload();
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
  ...historyFaults<ClusterSystem>(({ blocks }) => blocks),
  floodFault<ClusterSystem>(),
  clockFault<ClusterSystem>((system, target) => system.clock(target)),
  ...networkFaults<ClusterSystem>('clients and the server', 'CLI-1', clientsHop),
  ...networkFaults<ClusterSystem>('everybody and a redis master', 'CLU-1', (system, target) => system.redisHop(target)),
  ...networkFaults<ClusterSystem>('one node and a redis master', 'CLU-1', (system, target) =>
    system.nodesWayToRedis(target),
  ),
  ...networkFaults<ClusterSystem>('NGINX and a node', 'CLU-5', (system, target) => system.hop(target)),
];
