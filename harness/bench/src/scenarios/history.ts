import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { asClientId, asMessageId } from '@rookery/protocol';
import type { ConversationId, User } from '@rookery/protocol';
import { append, newRoom, newUser } from '@rookery/server/contract-fixtures';
import { DirectoryBlobs } from '@rookery/server/directory-blobs';
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
import { clock } from '../on-both-stores.ts';
import type { Store } from '../on-both-stores.ts';
import type { Figure, Scenario } from './scenario.ts';

const contentBytes = 120;
const perRoom = 20_000;
const people = 50;
const atOnce = 256;
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
  about: `A Redis Cluster of three masters and replicas at the port of its log: messages of ${contentBytes} bytes, 1 % of them edited and 5 % with reactions, sealed into blocks. 200,000 of them; \`--only 5M\` has 5,000,000.`,
  only: ['200k', '5M'],
  isLong: true,
  run: async (_quick, { only }) => {
    const dir = mkdtempSync(join(tmpdir(), 'rookery-history-'));
    const cluster = await startRedisCluster({ dir: join(dir, 'redis') });
    try {
      return await measure(cluster, dir, only.includes('5M') ? 5_000_000 : 200_000);
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
  const store = await open(blobs);
  try {
    const users = await inTurns(people, (index) => newUser(store, `user${index}`));
    const [owner] = users;
    if (!owner) throw new Error('nobody');
    const rooms = await inTurns(Math.ceil(count / perRoom), async () => (await newRoom(store, owner)).id);
    await inTurns(rooms.length * people, (index) =>
      store.membership.join(at(rooms, Math.floor(index / people)), at(users, index % people).id, Date.now()),
    );
    const before = await memory(cluster);
    await fill(store, rooms, users);
    // As a fortnight later: what repeats are known by is gone.
    await forgetRepeats(cluster);
    const hot = ((await memory(cluster)) - before) / count;
    const hotPages = await timed(pages, () => page(store, owner, rooms, perRoom - 60));
    const alone = await appendsBeside(store, rooms, users, pauseMs(4_000));
    await forgetRepeats(cluster);
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
    const sealedBefore = sealed;
    const begun = performance.now();
    let isSealed = false;
    const sealing = (async () => {
      const { signal } = new AbortController();
      for (let more = true; more;) {
        const step = await required(store.history).seal(signal);
        sealed += step.messages;
        ({ more } = step);
      }
      isSealed = true;
    })();
    const beside = await appendsBeside(store, rooms, users, async () => {
      while (!isSealed) {
        await page(store, owner, rooms, perRoom - 60);
        await pauseMs(20)();
      }
    });
    await sealing;
    const seconds = (performance.now() - begun) / 1_000;
    await forgetRepeats(cluster);
    const left = count + alone.length + beside.length - sealed;
    const cold = ((await memory(cluster)) - before - left * hot) / sealed;
    const bytes = filesIn(join(dir, 'blocks')).reduce((sum, file) => sum + statSync(file).size, 0) / sealed;
    const coldPages = await timed(pages, () =>
      page(store, owner, rooms, Math.floor(Math.random() * perRoom * 0.9) + 50),
    );
    const remote = await fromS3(cluster, dir, rooms, owner, open);
    const ms = (name: string, took: readonly number[], most?: number): Figure[] => [
      {
        ...{ name: `${name}, p50`, value: quantile(took, 0.5), unit: 'ms' },
        ...(most === undefined ? {} : { bar: `at most ${most}`, met: quantile(took, 0.5) <= most }),
      },
      { name: `${name}, p99`, value: quantile(took, 0.99), unit: 'ms' },
    ];
    return [
      { name: 'memory of a message before, a copy', value: hot, unit: 'bytes' },
      { name: 'memory of a sealed message, a copy', value: cold, unit: 'bytes', bar: 'at most 12', met: cold <= 12 },
      { name: 'a sealed message in its block', value: bytes, unit: 'bytes', bar: 'at most 80', met: bytes <= 80 },
      {
        name: 'sealing, alone',
        value: rateAlone,
        unit: 'messages/s',
        bar: 'at least 20,000',
        met: rateAlone >= 20_000,
      },
      {
        name: 'sealing, beside four writers and a reader',
        value: (sealed - sealedBefore) / seconds,
        unit: 'messages/s',
      },
      ...ms('a page of 50 in memory', hotPages),
      ...ms('a page of 50 from a directory', coldPages, 5),
      ...ms('a page of 50 from S3', remote, 30),
      ...ms('an append, alone', alone),
      ...ms('an append while messages are sealed', beside),
    ];
  } finally {
    await store.close();
  }
}

async function fill(store: Store, rooms: readonly ConversationId[], users: readonly User[]): Promise<void> {
  const random = new SeededRandom(1);
  // What people have written: the documents of this project, in pieces.
  const prose = filesIn(join(repositoryRoot, 'docs'))
    .filter((file) => file.endsWith('.md') && !file.includes('benchmarks'))
    .map((file) => readFileSync(file, 'utf8'))
    .join(' ')
    .replaceAll(/[^\x20-\x7e]+|[`*|#]+/g, ' ');
  const text = (): string => {
    const from = Math.floor(random.next() * (prose.length - contentBytes));
    return prose.slice(from, from + contentBytes);
  };
  await inTurns(rooms.length * perRoom, async (index) => {
    const room = at(rooms, index % rooms.length);
    // Ids as nodes and clients of ours make them.
    const id = asMessageId(`m_${randomBytes(16).toString('base64url')}`);
    const clientId = asClientId(randomUUID());
    await append(store, room, at(users, Math.floor(random.next() * users.length)), { content: text(), id, clientId });
  });
  const changes = rooms.length * perRoom * 0.06;
  await inTurns(changes, async (index) => {
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

/** How long appends take, a few at a time with a rest between them, until `over` resolves. */
async function appendsBeside(
  store: Store,
  rooms: readonly ConversationId[],
  users: readonly User[],
  over: () => Promise<void>,
): Promise<number[]> {
  const took: number[] = [];
  let isOver = false;
  const writers = Array.from({ length: 4 }, async (_, index) => {
    while (!isOver) {
      took.push(
        ...(await timed(1, () =>
          append(store, at(rooms, index), at(users, index), { content: 'x'.repeat(contentBytes) }),
        )),
      );
      await pauseMs(5)();
    }
  });
  await over();
  isOver = true;
  await Promise.all(writers);
  return took;
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

async function page(store: Store, owner: User, rooms: readonly ConversationId[], before: number): Promise<void> {
  const conversation = at(rooms, Math.floor(Math.random() * rooms.length));
  const found = await store.log.page({ conversation, reader: owner.id, before, limit: pageMessages });
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
