import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ConversationId, User } from '@rookery/protocol';
import { append } from '@rookery/server/contract-fixtures';
import { DirectoryBlobs } from '@rookery/server/directory-blobs';
import { openRedisSink } from '@rookery/server/redis-sink';
import { openRedisStore } from '@rookery/server/redis-store';
import { changeNeeds } from '@rookery/server/rights';
import { S3Blobs } from '@rookery/server/s3-blobs';
import { SeededRandom } from '@rookery/testkit';
import { startCephGateway } from '@rookery/testkit/ceph-gateway';
import { makeBucket } from '@rookery/testkit/make-bucket';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { quantile } from '../crowd.ts';
import { fillStore } from '../filled-store.ts';
import { clock } from '../on-both-stores.ts';
import type { Store } from '../on-both-stores.ts';
import type { Figure, Scenario } from './scenario.ts';

const contentBytes = 120;
const perRoom = 20_000;
const people = 50;
const atOnce = 256;
/** Of appends and hot pages with nothing beside them, three times. */
const windowMs = 5_000;
/** Five million messages are loaded by six Redis processes on what cores there are. */
const mostRestartS = 600;
/** CLUSTER_WRITABLE_DELAY: a constant of Redis, which no setting changes. */
const masterWaitsS = 2;
/** The bar of a start is of so many messages. */
const barMessages = 5_000_000;
const pages = 200;
const pageMessages = 50;
/** Of S3: what its one core takes is not what is asked. */
const remoteBlocks = 15;
/** Blocks as they are, of messages as young as they are here. */
const rules = { ageMs: -60_000, behind: 256, blockMessages: 1_024, graceMs: 60_000, foldMs: 3_600_000 };
/** No block is kept: every page is asked of its store. */
const uncached = 0;

export const history: Scenario = {
  name: 'history',
  about: `A Redis Cluster of three masters and replicas at the port of its log: messages of ${contentBytes} bytes, 1 % of them edited and 5 % with reactions, sealed into blocks. 200,000 of them; \`--only 1M\` and \`--only 5M\` have more.`,
  only: ['200k', '1M', '5M'],
  isLong: true,
  run: async (_quick, { only }) => {
    const dir = mkdtempSync(join(tmpdir(), 'rookery-history-'));
    const cluster = await startRedisCluster({ dir: join(dir, 'redis') });
    try {
      return await measure(cluster, dir, only.includes('5M') ? 5_000_000 : only.includes('1M') ? 1_000_000 : 200_000);
    } finally {
      await cluster.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function measure(cluster: RedisCluster, dir: string, count: number): Promise<readonly Figure[]> {
  const blobs = await DirectoryBlobs.open(join(dir, 'blocks'));
  const open = (from: DirectoryBlobs | S3Blobs) =>
    openRedisStore({
      ...{ nodes: cluster.addresses, node: 'bench', clock },
      history: { blobs: from, rules, cacheBytes: uncached },
    });
  const beganAt = performance.now();
  const told = (what: string): void =>
    console.log(`  ${((performance.now() - beganAt) / 1_000).toFixed(0)} s: ${what}`);
  const empty = await memory(cluster);
  const random = new SeededRandom(1);
  const text = prose(random);
  const { rooms, users } = await fillStore(await openRedisSink({ nodes: cluster.addresses }, 'the bench', clock), {
    ...{ rooms: Math.ceil(count / perRoom), perRoom, people },
    // As a fortnight later: what repeats are known by is gone.
    writtenAt: Date.now() - 15 * 86_400_000,
    say: () => ({ content: text(), by: Math.floor(random.next() * people) }),
  });
  told('filled');
  let store = await open(blobs);
  try {
    const owner = at(users, 0);
    await change(store, rooms, users, random, text);
    await forgetRepeats(cluster);
    told('edited and reacted to');
    // Of messages and of what is beside them, which is the same before and after.
    const beside = await besideLogs(cluster, rooms);
    const hot = ((await memory(cluster)) - empty - beside) / count;
    await store.close();
    const restartBefore = await restart(cluster, () => open(blobs), rooms, owner);
    store = await open(blobs);
    told(`Redis was started again: ${restartBefore.servedS.toFixed(1)} s`);
    const alone = [
      await traffic(store, rooms, users, pauseMs(windowMs)),
      await traffic(store, rooms, users, pauseMs(windowMs)),
    ];
    // Half of the rooms with nothing beside it, the others beside writers and a reader.
    const half = rooms.slice(0, Math.ceil(rooms.length / 2));
    const begunAlone = performance.now();
    const sealedAlone = await inTurns(
      half.length,
      (index) => required(store.history).sealConversation(at(half, index)),
      3,
    );
    let sealed = sealedAlone.reduce((sum, messages) => sum + messages, 0);
    const rateAlone = sealed / ((performance.now() - begunAlone) / 1_000);
    told('half of it sealed');
    const sealedBefore = sealed;
    const begun = performance.now();
    const during = await traffic(store, rooms, users, async () => {
      const { signal } = new AbortController();
      for (let more = true; more;) {
        const step = await required(store.history).seal(signal);
        sealed += step.messages;
        ({ more } = step);
      }
    });
    const seconds = (performance.now() - begun) / 1_000;
    told('all of it sealed');
    alone.push(await traffic(store, rooms, users, pauseMs(windowMs)));
    await forgetRepeats(cluster);
    const appended = [...alone, during].reduce((sum, { appends }) => sum + appends.length, 0);
    const left = count + appended - sealed;
    const cold = ((await memory(cluster)) - empty - beside - left * hot) / sealed;
    const bytes = filesIn(join(dir, 'blocks')).reduce((sum, file) => sum + statSync(file).size, 0) / sealed;
    const coldPages = await timed(pages, () =>
      page(store, owner, rooms, Math.floor(Math.random() * perRoom * 0.9) + 50),
    );
    told('cold pages read');
    const remote = await fromS3(cluster, dir, rooms, owner, open);
    told('pages of S3 read');
    await store.close();
    const restartAfter = await restart(cluster, () => open(blobs), rooms, owner);
    told(`Redis was started again: ${restartAfter.servedS.toFixed(1)} s`);
    await onMasters(cluster, (node) => node.call('FLUSHALL', 'ASYNC'));
    const restartEmpty = await restart(
      cluster,
      () => openRedisStore({ nodes: cluster.addresses, node: 'bench', clock }),
      [],
      owner,
    );
    told(`Redis was started again with nothing in it: ${restartEmpty.servedS.toFixed(1)} s`);
    const ms = (name: string, took: readonly number[], most?: number): Figure[] => [
      {
        ...{ name: `${name}, p50`, value: quantile(took, 0.5), unit: 'ms' },
        ...(most === undefined ? {} : { bar: `at most ${most}`, met: quantile(took, 0.5) <= most }),
      },
      { name: `${name}, p99`, value: quantile(took, 0.99), unit: 'ms' },
    ];
    // What three measurements with nothing beside them differ by is noise.
    const besideSealing = (name: string, of: (one: Traffic) => readonly number[]): Figure[] => [
      ...ms(`${name}, alone`, alone.flatMap(of)),
      ...[0.5, 0.99].map((q): Figure => {
        const noise = Math.max(...alone.map((one) => quantile(of(one), q)));
        const value = quantile(of(during), q);
        return {
          ...{ name: `${name} while messages are sealed, p${q * 100}`, value, unit: 'ms' },
          ...{ bar: `at most ${noise.toFixed(2)}, the most of three times alone`, met: value <= noise },
        };
      }),
    ];
    // The same messages in the same cluster, before and after they were sealed.
    const starts = (name: string, of: (one: Restarted) => number): Figure[] => {
      const [before, after, empty] = [of(restartBefore), of(restartAfter), of(restartEmpty)];
      // Of fewer messages it is mostly what they all cost that is compared; nothing is extrapolated from them.
      const bar = count < barMessages ? 'at most 1/5 of it, which is asked of 5,000,000 messages' : 'at most 1/5 of it';
      return [
        { name: `${name}, all in memory`, value: before, unit: 's' },
        { name: `${name}, sealed`, value: after, unit: 's', bar, met: after <= before / 5 },
        { name: `${name}, with nothing in them`, value: empty, unit: 's' },
      ];
    };
    const rateBeside = (sealed - sealedBefore) / seconds;
    return [
      { name: 'memory of a message before, a copy', value: hot, unit: 'bytes' },
      { name: 'memory of a sealed message, a copy', value: cold, unit: 'bytes', bar: 'at most 12', met: cold <= 12 },
      { name: 'a sealed message in its block', value: bytes, unit: 'bytes', bar: 'at most 80', met: bytes <= 80 },
      { name: 'sealing, alone', value: rateAlone, unit: 'messages/s' },
      {
        ...{ name: 'sealing, beside four writers and a reader', value: rateBeside, unit: 'messages/s' },
        ...{ bar: 'at least 20,000', met: rateBeside >= 20_000 },
      },
      ...ms('a page of 50 from a directory', coldPages, 5),
      ...ms('a page of 50 from S3', remote, 30),
      ...besideSealing('an append', ({ appends }) => appends),
      ...besideSealing('a page of 50 in memory', ({ pages: read }) => read),
      ...starts('start of all Redis nodes, to the first page', ({ servedS }) => servedS),
      ...starts('start of all Redis nodes, to all replicas', ({ wholeS }) => wholeS),
      { name: 'of each start, loading, all in memory', value: restartBefore.loadedS, unit: 's' },
      { name: 'of each start, loading, sealed', value: restartAfter.loadedS, unit: 's' },
      { name: 'of each start, what a loaded master waits by itself before it serves', value: masterWaitsS, unit: 's' },
    ];
  } finally {
    await store.close();
  }
}

/** What people have written: the documents of this project, in pieces. */
function prose(random: SeededRandom): () => string {
  const all = filesIn(join(repositoryRoot, 'docs'))
    .filter((file) => file.endsWith('.md') && !file.includes('benchmarks'))
    .map((file) => readFileSync(file, 'utf8'))
    .join(' ')
    .replaceAll(/[^\x20-\x7e]+|[`*|#]+/g, ' ');
  return () => {
    const from = Math.floor(random.next() * (all.length - contentBytes));
    return all.slice(from, from + contentBytes);
  };
}

/** 1 % of the messages are edited and 5 % reacted to. */
async function change(
  store: Store,
  rooms: readonly ConversationId[],
  users: readonly User[],
  random: SeededRandom,
  text: () => string,
): Promise<void> {
  await inTurns(rooms.length * perRoom * 0.06, async (index) => {
    const room = at(rooms, index % rooms.length);
    const seq = 1 + Math.floor(random.next() * perRoom);
    const by = at(users, Math.floor(random.next() * users.length)).id;
    const more = { conversation: room, by, seq, at: Date.now(), id: `c${index}` };
    if (index % 6 > 0)
      await store.log.change({
        ...more,
        ...changeNeeds.react,
        kind: 'react',
        emoji: random.pick(['👍', '🎉', '😂']),
        on: true,
      });
    else
      await store.log.change({
        ...more,
        needs: changeNeeds.edit.needs,
        needsOfOthers: changeNeeds.react.needsOfOthers,
        kind: 'edit',
        content: text(),
        mentions: [],
      });
  });
}

/** What rooms and people take besides their messages. */
async function besideLogs(cluster: RedisCluster, rooms: readonly ConversationId[]): Promise<number> {
  const parts = await onMasters(cluster, (node) =>
    node.connected(async (redis) => {
      let bytes = 0;
      for (let cursor = '0', isOver = false; !isOver; isOver = cursor === '0') {
        const [next, keys] = await redis.scan(cursor, 'COUNT', 2_000);
        cursor = next;
        // Of a room: its facts, members, and the index of authors.
        const some = keys.filter((key) => /^\{u_|\}:[cma]$/.test(key));
        const sizes = await Promise.all(some.map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)));
        bytes += sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
      }
      return bytes;
    }),
  );
  if (rooms.length === 0) throw new Error('no rooms');
  return parts.reduce((sum, one) => sum + one, 0);
}

type Traffic = { readonly appends: readonly number[]; readonly pages: readonly number[] };

/** How long appends and hot pages take until `over` resolves: four writers and a reader, each with a rest between two. */
async function traffic(
  store: Store,
  rooms: readonly ConversationId[],
  users: readonly User[],
  over: () => Promise<void>,
): Promise<Traffic> {
  const [appends, read]: [number[], number[]] = [[], []];
  let isOver = false;
  const again = async (took: number[], restMs: number, act: () => Promise<unknown>): Promise<void> => {
    while (!isOver) {
      took.push(...(await timed(1, act)));
      await pauseMs(restMs)();
    }
  };
  const content = 'x'.repeat(contentBytes);
  const all = [
    ...Array.from({ length: 4 }, (_, index) =>
      again(appends, 5, () => append(store, at(rooms, index), at(users, index), { content })),
    ),
    again(read, 20, () => page(store, at(users, 0), rooms)),
  ];
  try {
    await over();
  } finally {
    isOver = true;
  }
  await Promise.all(all);
  return { appends, pages: read };
}

type Restarted = { readonly loadedS: number; readonly servedS: number; readonly wholeS: number };

/**
 * All Redis nodes are stopped and started. Their files are what Redis makes of them by itself from time to time: what is in memory, and nothing of how it came there.
 * Answers when they have loaded them, when a node of ours has read a page (a master waits 2 s more by itself before it serves: CLUSTER_WRITABLE_DELAY), and when all replicas have their copy.
 */
async function restart(
  cluster: RedisCluster,
  open: () => Promise<Store>,
  rooms: readonly ConversationId[],
  owner: User,
): Promise<Restarted> {
  await Promise.all(
    cluster.nodes.map(async (node) => {
      const settled = async (): Promise<void> => {
        for (let isBusy = true; isBusy;) {
          await pauseMs(100)();
          const info = String(await node.call('INFO', 'persistence'));
          isBusy = /aof_rewrite_(?:in_progress|scheduled):1|rdb_bgsave_in_progress:1/.test(info);
        }
      };
      // One that it has begun by itself ends first.
      await settled();
      await node.call('BGREWRITEAOF');
      await settled();
    }),
  );
  await Promise.all(cluster.nodes.map((node) => node.kill('SIGTERM')));
  const begunAt = performance.now();
  const since = (): number => (performance.now() - begunAt) / 1_000;
  for (const node of cluster.nodes) node.spawn();
  await Promise.all(
    cluster.nodes.map(async (node) => {
      // It answers LOADING until it has.
      while (!(await node.call('PING').catch(() => null))) {
        if (node.hasEnded || since() > mostRestartS) throw new Error(`${node.name} has not loaded: ${node.output()}`);
        await pauseMs(30)();
      }
    }),
  );
  const loadedS = since();
  let servedS = 0;
  while (servedS === 0) {
    let store: Store | null = null;
    try {
      store = await open();
      // Of each shard.
      for (const room of rooms.slice(0, 12)) await page(store, owner, [room]);
      servedS = since();
    } catch (error) {
      if (since() > mostRestartS) throw error;
      await pauseMs(50)();
    } finally {
      await store?.close();
    }
  }
  await cluster.healthy(mostRestartS * 1_000);
  return { loadedS, servedS, wholeS: since() };
}

/** Pages of blocks that were copied to a real S3 on this machine. */
async function fromS3(
  cluster: RedisCluster,
  dir: string,
  rooms: readonly ConversationId[],
  owner: User,
  open: (from: S3Blobs) => Promise<Store>,
): Promise<number[]> {
  const gateway = await startCephGateway();
  try {
    Object.assign(process.env, gateway.environment);
    const endpoint = `http://127.0.0.1:${gateway.port}`;
    await makeBucket(gateway, 'history');
    const blobs = new S3Blobs({ bucket: 'history', prefix: '', endpoint, region: 'us-east-1' });
    const [room] = rooms;
    if (!room) throw new Error('no room');
    const master = await cluster.masterOf(`{${room}}:sb`);
    const names = (await master.call('HGETALL', `{${room}}:sb`)) as string[];
    const files = filesIn(join(dir, 'blocks'));
    for (let block = 0; block < remoteBlocks; block += 1) {
      const hash = names[names.indexOf(String(block)) + 1] ?? '';
      const file = files.find((one) => one.endsWith(hash));
      if (file) await blobs.put(room, Readable.from([readFileSync(file)]), { bytes: 1e8 });
    }
    const store = await open(blobs);
    try {
      return await timed(pages, () =>
        page(store, owner, [room], 60 + Math.floor(Math.random() * (remoteBlocks * 1_024 - 120))),
      );
    } finally {
      await store.close();
      blobs.close();
    }
  } finally {
    await gateway.stop();
  }
}

/** `before`: left out, the newest. */
async function page(store: Store, owner: User, rooms: readonly ConversationId[], before?: number): Promise<void> {
  const conversation = at(rooms, Math.floor(Math.random() * rooms.length));
  const found = await store.log.page({
    conversation,
    reader: owner.id,
    ...(before === undefined ? {} : { before }),
    limit: pageMessages,
  });
  if (found.status !== 'page' || found.messages.length === 0) throw new Error('no page');
}

/** Bytes of the masters, without what waits for replicas and clients; what they free beside their work is free. */
async function memory(cluster: RedisCluster): Promise<number> {
  const used = await onMasters(cluster, async (node) => {
    for (;;) {
      const info = String(await node.call('INFO', 'memory'));
      const figure = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
      const passing = ['mem_clients_slaves', 'mem_clients_normal', 'mem_aof_buffer', 'mem_replication_backlog'];
      if (figure('lazyfree_pending_objects') === 0)
        return passing.reduce((sum, name) => sum - figure(name), figure('used_memory'));
      await pauseMs(50)();
    }
  });
  return used.reduce((sum, bytes) => sum + bytes, 0);
}

const forgetRepeats = (cluster: RedisCluster): Promise<unknown> =>
  onMasters(cluster, async (node) => {
    for (const key of (await node.call('KEYS', '*}:[de]')) as string[]) await node.call('UNLINK', key);
  });

async function onMasters<T>(
  cluster: RedisCluster,
  act: (node: RedisCluster['nodes'][number]) => Promise<T>,
): Promise<T[]> {
  const roles = await cluster.roles();
  return Promise.all(cluster.nodes.filter(({ address }) => roles.get(address) === 'redis-master').map(act));
}

async function timed(times: number, act: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const begun = performance.now();
    await act();
    took.push(performance.now() - begun);
  }
  return took;
}

async function inTurns<T>(count: number, act: (index: number) => Promise<T>, width = atOnce): Promise<T[]> {
  const done: T[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let index = next++; index < count; index = next++) done[index] = await act(index);
    }),
  );
  return done;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const pauseMs = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

function at<T>(all: readonly T[], index: number): T {
  const found = all[index];
  if (found === undefined) throw new Error('there is none');
  return found;
}

function required<T>(one: T | null): T {
  if (one === null) throw new Error('this store seals nothing');
  return one;
}
