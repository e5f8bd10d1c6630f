import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asUserId } from '@rookery/protocol';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KeptSettings } from '../../app/kept-settings.ts';
import { linksConsumer } from '../../composition/look-links-up.ts';
import { shippedConsumers } from '../../composition/shipped-consumers.ts';
import { systemClock } from '../../domain/clock.ts';
import { rightsOf } from '../../domain/rights.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import { StartupError } from '../../domain/startup-error.ts';
import { describeStore } from '../../ports/contracts/describe-store.ts';
import { append, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import type { OpenStore } from '../../ports/contracts/fixtures.ts';
import type { LinkPage } from '../../ports/link-reader.ts';
import type { Store } from '../../ports/store.ts';
import type { Tasks } from '../../ports/tasks.ts';
import type { OwedTask } from '../../domain/task.ts';
import { TaskRunner } from '../../tasks/task-runner.ts';
import { owing } from './audit-log.ts';
import { conversationKeys, dueKey, taskKeyOf, userKey } from './keys.ts';
import { dueMember } from './packing/due-member.ts';
import { DirectoryBlobs } from '../files/directory-blobs.ts';
import { FileIntake } from '../files/file-intake.ts';
import { ProcessedMedia } from '../media/processed-media.ts';
import { openRedisStore } from './open-store.ts';
import { parseEntry } from './packing/audit-json.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import { Shards } from './shards.ts';
import { slotOf, tagOfSlot } from './slots.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-redis-'));
let cluster: RedisCluster;
let blobs: DirectoryBlobs;

beforeAll(async () => {
  blobs = await DirectoryBlobs.open(join(dir, 'files'));
  cluster = await startRedisCluster({ dir });
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const open: OpenStore = async () => {
  const openOne = () =>
    openRedisStore({ nodes: cluster.addresses, node: 'n1', clock: systemClock, prefix: 'contracts' });
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

/** Every key, and every channel that somebody listens to, on all masters. */
async function names(): Promise<string[]> {
  const roles = await cluster.roles();
  const masters = cluster.nodes.filter(({ address }) => roles.get(address) === 'redis-master');
  const found = await Promise.all(
    masters.map(async (master) => [
      ...((await master.call('KEYS', '*')) as string[]),
      ...((await master.call('PUBSUB', 'SHARDCHANNELS')) as string[]),
    ]),
  );
  return found.flat();
}

test('[CLU-12] whatever a store does, its keys and channels have its prefix', async () => {
  const { store, close } = await open();
  const stop = store.people.listen({ changed: () => undefined, missed: () => undefined });
  // The bus sings to itself, and the channels of people are listened to.
  await expect
    .poll(async () => (await names()).filter((name) => name.includes('people:{p')).length, { timeout: 15_000 })
    .toBeGreaterThan(60);
  const all = await names();
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((name) => !/^contracts\/[^{]*\{[^}]+\}/.test(name))).toEqual([]);
  stop.stop();
  await close();
});

test('[AUD-3] [TASK-15] the record of an act whose node died is brought over by another one, once', async () => {
  const options = { nodes: cluster.addresses, clock: systemClock, prefix: 'owed', sweepMs: 100 };
  const [first, second] = [
    await openRedisStore({ ...options, node: 'n1' }),
    await openRedisStore({ ...options, node: 'n2' }),
  ];
  const [owner, member] = [await newUser(first, 'owner', false), await newUser(first, 'member', false)];
  const { id: room } = await newRoom(first, owner);
  await first.membership.join(room, member.id, Date.now(), true);
  // As a node that ends right after the act's own step.
  const shards = new Shards(cluster.addresses, {}, 'owed/');
  await shards.topology.refresh();
  const { keys, id } = owing(room);
  const until = Date.now() + 3_600_000;
  const act = { script: script('mute'), keys: [...conversationKeys(room, 'cms'), ...keys] };
  const args = [owner.id, member.id, rightsOf('mute'), until, 'noise', 10, id];
  for (const _attempt of [1, 2]) await shards.commit({ ...act, args });
  // Read by one that ends before it has taken it away.
  const [left] = list(await shards.run({ script: script('owed'), keys: keys.slice(0, 1), args: [1] }));
  await first.audit.record(parseEntry(text(left)));
  const runners = [first, second].map(
    (store) =>
      new TaskRunner({
        ...{ tasks: store.tasks, log: store.log, consumers: shippedConsumers(store, blobs) },
        times: { lookMs: 50 },
      }),
  );
  const isOwed = async () => list(await shards.run({ script: script('owed'), keys: keys.slice(0, 1), args: [1] }));
  await expect.poll(async () => (await isOwed()).length, { timeout: 15_000 }).toBe(0);
  const { rows } = await second.audit.list({ room }, undefined, 10);
  expect(rows.map(({ entry }) => entry)).toEqual([
    expect.objectContaining({ act: 'room:mute', id, by: owner.id, user: member.id, after: { until }, reason: 'noise' }),
  ]);
  await expect
    .poll(async () => (await names()).filter((key) => key.startsWith(`owed/{${room}}:t`)), { timeout: 15_000 })
    .toEqual([]);
  for (const runner of runners) await runner.drain();
  shards.close();
  await Promise.all([first.close(), second.close()]);
});

test('[FAC-9] what a closed account has left elsewhere is ended by another node where the one that closed it dies', async () => {
  const options = { nodes: cluster.addresses, clock: systemClock, prefix: 'closed', sweepMs: 100 };
  const store = await openRedisStore({ ...options, node: 'n1' });
  const [owner, member] = [await newUser(store, 'owner', false), await newUser(store, 'member', false)];
  const { id: room } = await newRoom(store, owner);
  await store.membership.join(room, member.id, Date.now(), true);
  // As a node that ends right after the first step.
  const shards = new Shards(cluster.addresses, {}, 'closed/');
  await shards.topology.refresh();
  const task: OwedTask = { kind: 'owed', consumer: 'standing', subject: owner.id };
  await shards.commit({
    script: script('account-close'),
    keys: [
      ...['u', 's', 'd', 'a', 'f', 'k'].map((part) => userKey(owner.id, part)),
      ...[taskKeyOf(task), ...['fp', 'fe', 'fa', 't4'].map((part) => userKey(owner.id, part)), dueKey(owner.id)],
    ],
    args: [owner.id, 'Nobody', dueMember(task)],
  });
  expect(await store.people.holderOf(owner.username)).toBe(owner.id);
  const runner = new TaskRunner({
    ...{ tasks: store.tasks, log: store.log, consumers: shippedConsumers(store, blobs) },
    times: { lookMs: 50 },
  });
  const memberRows = async () => {
    const page = await store.membership.members(room, member.id, undefined, 10);
    return page.status === 'page' ? page.rows.map(({ user, role }) => [user, role]) : [];
  };
  await expect.poll(memberRows, { timeout: 15_000 }).toEqual([[member.id, 'owner']]);
  await expect.poll(() => store.people.holderOf(owner.username), { timeout: 15_000 }).toBeNull();
  await expect
    .poll(async () => (await names()).filter((key) => key.startsWith(`closed/{${owner.id}}:t`)), { timeout: 15_000 })
    .toEqual([]);
  await runner.drain();
  shards.close();
  await store.close();
});

describe('[CLU-12] on one Redis', () => {
  const dataDir = (name: string): string => join(dir, name);
  const start = (name: string, prefix: string, directory: string | null = null) =>
    openRedisStore({
      nodes: cluster.addresses,
      node: 'n1',
      clock: systemClock,
      prefix,
      installation: { name, dataDir: directory },
    });
  const refusal = async (...given: Parameters<typeof start>): Promise<string> => {
    const error: unknown = await start(...given).then(
      (store) => store.close(),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StartupError);
    const { message } = error as StartupError;
    expect(message).toMatch(/^[^\n]+\.$/);
    return message;
  };
  const person = (id: string) => ({ id: asUserId(id), username: 'ann', displayName: 'Ann', guest: true, rev: 0 });

  test('stores under different prefixes know nothing of each other', async () => {
    const [first, second] = [await start('', 'first'), await start('', 'second')];
    expect(await first.people.claimName(person('u_first'), null)).toBe('claimed');
    expect(await second.people.users([asUserId('u_first')])).toEqual([null]);
    expect(await second.people.claimName(person('u_second'), null)).toBe('claimed');
    // Neither sweeps what the other keeps, nor does one without a prefix.
    const none = await start('', '');
    const rules = { signedOutMs: 0, expiredMs: 0, unusedRoomMs: 0, emptyRoomMs: 0, againMs: 0 };
    // The first pass only notes who may be gone.
    for (const later of [1_000, 2_000])
      for (const store of [second, none])
        for (let more = true; more;) more = (await store.leftovers.sweep(systemClock.now() + later, rules)).more;
    expect(await first.people.holderOf('ann')).toBe('u_first');
    expect(await second.people.holderOf('ann')).toBeNull();
    await Promise.all([first.close(), second.close(), none.close()]);
  });

  test('a node with another name than the keys’ is refused, and one with the same is not', async () => {
    await (await start('sales', 'named')).close();
    await (await start('sales', 'named')).close();
    expect(await refusal('support', 'named')).toMatch(
      /holds the messages of the installation sales.*ROOKERY_REDIS_PREFIX/,
    );
    expect(await refusal('', 'named')).toMatch(/set ROOKERY_INSTALLATION=sales/);
    await (await start('', 'nameless')).close();
    expect(await refusal('support', 'nameless')).toMatch(/an installation without a name/);
  });

  test('keys from before there were marks are those of an installation without a name', async () => {
    const old = await start('', 'old');
    await old.people.claimName(person('u_old'), null);
    await old.close();
    const master = await cluster.masterOf('old/installation:{presence}');
    await master.call('DEL', 'old/installation:{presence}');
    expect(await refusal('support', 'old')).toMatch(/without a name.*ROOKERY_REDIS_PREFIX/);
    expect(await master.call('EXISTS', 'old/installation:{presence}')).toBe(0);
    const again = await start('', 'old');
    expect(await again.people.users([asUserId('u_old')])).toMatchObject([{ username: 'ann' }]);
    await again.close();
  });

  test('a node that was elsewhere before does not start on another’s keys', async () => {
    for (const name of ['mine', 'theirs']) await (await start('', name, dataDir(name))).close();
    await (await start('', 'mine', dataDir('mine'))).close();
    // As if REDIS_NODES led to the other's Redis.
    const [mine, theirs] = ['mine', 'theirs'].map((name) =>
      readFileSync(join(dataDir(name), 'rookery.installation'), 'utf8'),
    );
    expect(mine).not.toBe(theirs);
    writeFileSync(join(dataDir('mine'), 'rookery.installation'), (theirs ?? '').replace('theirs/', 'mine/'));
    expect(await refusal('', 'mine', dataDir('mine'))).toMatch(/another installation.*rookery\.installation/);
  });
});

test('[LINK-4] what a node was looking up when it died another one looks up, once', async () => {
  const options = { nodes: cluster.addresses, clock: systemClock, prefix: 'links', sweepMs: 100 };
  const [first, second] = [
    await openRedisStore({ ...options, node: 'n1' }),
    await openRedisStore({ ...options, node: 'n2' }),
  ];
  const media = new ProcessedMedia();
  const intake = await FileIntake.open({ blobs, media, scanner: null }, join(dir, 'in'));
  const owner = await newUser(first);
  const { id: room } = await newRoom(first, owner);
  await first.tasks.setInterest(room, 'links', 'head');
  const url = 'https://a.example/';
  let asked = 0;
  /** As of a node whose part of the sweeping another one has taken over. */
  const withoutSweeps = (tasks: Tasks): Tasks =>
    new Proxy(tasks, {
      get: (target, method) => {
        if (method === 'sweep') return () => new Promise(() => undefined);
        const found: unknown = Reflect.get(target, method, target);
        return typeof found === 'function' ? found.bind(target) : found;
      },
    });
  const runner = (store: Store, tasks: Tasks, page: () => Promise<LinkPage>) => {
    const keptSettings = new KeptSettings(store.settings);
    const ports = { ...store, blobs, intake, clock: systemClock, keptSettings };
    const consumers = [linksConsumer(ports, { page, picture: () => Promise.resolve(null) })];
    const running = new TaskRunner({
      ...{ tasks, log: store.log, consumers },
      times: { lookMs: 50, leaseMs: 1_000 },
    });
    return {
      stop: async () => {
        await running.drain();
        keptSettings.close();
      },
    };
  };
  const dead = runner(first, withoutSweeps(first.tasks), () => {
    asked += 1;
    return new Promise(() => undefined);
  });
  await append(first, room, owner, { content: url });
  await expect.poll(() => asked).toBe(1);
  const living = runner(second, second.tasks, () => Promise.resolve({ title: 'here' }));
  const read = async () => (await second.log.tail(room, { seq: 0, rev: 0 }, 1))?.messages[0];
  await expect.poll(async () => (await read())?.links).toEqual([{ url, title: 'here' }]);
  await Promise.all([dead.stop(), living.stop()]);
  expect((await read())?.rev).toBe(1);
  media.close();
  await Promise.all([first.close(), second.close()]);
});

describe('[REL-3] the level of what is kept', () => {
  const start = (prefix: string) =>
    openRedisStore({ nodes: cluster.addresses, node: 'n1', clock: systemClock, prefix });
  const masterOf = (key: string) => cluster.masterOf(key);

  test('is the newest where nothing was kept before, so that nodes of before there were levels do not start', async () => {
    const store = await start('fresh');
    expect(store.level.current).toBe(store.level.newest);
    expect(await store.level.raise()).toEqual({ status: 'already' });
    const key = 'fresh/installation:{presence}';
    expect(await (await masterOf(key)).call('HGET', key, 'name')).toMatch(/0\.7\.0 or newer/);
    await store.close();
  });

  test('is raised once every node that lives knows it; until then the version before may come back', async () => {
    const key = 'aged/installation:{presence}';
    const master = await masterOf(key);
    await master.call('HSET', key, 'id', 'aged', 'name', '');
    const [first, second] = [await start('aged'), await start('aged')];
    expect(first.level.current).toBe(1);
    expect((await first.level.nodes()).map(({ knows }) => knows)).toEqual([2, 2]);
    // A node of the version before leases, and says nothing.
    await master.call('ZADD', 'aged/nodes:{presence}', String(Date.now() + 60_000), 'old-node');
    expect(await first.level.raise()).toEqual({ status: 'behind', nodes: [{ node: 'old-node', knows: 1 }] });
    expect(await master.call('HMGET', key, 'name', 'level')).toEqual(['', null]);
    await master.call('ZREM', 'aged/nodes:{presence}', 'old-node');
    expect(await first.level.raise()).toEqual({ status: 'raised' });
    expect(first.level.current).toBe(2);
    await expect.poll(() => second.level.current, { timeout: 10_000 }).toBe(2);
    expect(await master.call('HMGET', key, 'level', 'called')).toEqual(['2', '']);
    expect((await names()).filter((name) => name.startsWith('aged/level:'))).toHaveLength(16_384);
    await Promise.all([first.close(), second.close()]);
    await (await start('aged')).close();
  });

  test('that is newer than a node knows is refused by it in words at its start, and by every script while it runs', async () => {
    const running = await start('newer');
    const user = await newUser(running);
    const { id: room } = await newRoom(running, user);
    const slot = `newer/level:{${tagOfSlot(slotOf(`{${room}}`))}}`;
    await (await masterOf(slot)).call('SET', slot, '3');
    await expect(append(running, room, user, {})).rejects.toMatchObject({ code: 'unavailable' });
    expect(await running.health()).toMatchObject({ ok: false, details: [expect.stringContaining('level 3')] });
    await running.close();
    const key = 'newer/installation:{presence}';
    await (await masterOf(key)).call('HSET', key, 'level', '3');
    // A busy master may answer late first, which says nothing of the level.
    const outcome = () =>
      start('newer').then(
        (store) => store.close().then(() => 'it started'),
        (error: unknown) => String(error),
      );
    const patience = { timeout: 30_000 };
    await expect
      .poll(outcome, patience)
      .toMatch(/^\w*Error: Redis holds messages of level 3, .* start that newer version\.$/);
    const own = `newer/level:{${tagOfSlot(slotOf(key))}}`;
    await (await masterOf(own)).call('SET', own, '3');
    await expect.poll(outcome, patience).toMatch(/^\w*Error: Redis holds messages of level 3/);
  });
});

test('[RET-2] [RET-3] what retention takes leaves nothing behind in Redis but a number and an id, and the memory comes back', async () => {
  const store = await openRedisStore({ nodes: cluster.addresses, node: 'n1', clock: systemClock, prefix: 'kept' });
  const [owner, member] = [await newUser(store), await newUser(store)];
  const { id: room } = await newRoom(store, owner);
  await store.membership.join(room, member.id, Date.now(), true);
  const root = await append(store, room, owner, { content: 'xylophone', mentions: [member.id] });
  const thread = threadIdOf(room, root.seq, root.id);
  if (thread === null) throw new Error('no thread there');
  await append(store, thread, owner, { content: 'xylophone' });
  const change = { kind: 'react', emoji: '👍', on: true, needs: rightsOf('react'), needsOfOthers: null } as const;
  await store.log.change({ ...change, id: 'c1', conversation: room, by: member.id, seq: root.seq, at: Date.now() });
  for (let count = 0; count < 3; count += 1)
    await Promise.all(
      Array.from({ length: 500 }, () => append(store, room, owner, { content: 'xylophone '.repeat(50) })),
    );
  const of = async () => (await names()).filter((name) => name.startsWith(`kept/{${room}}`));
  const log = `kept/{${room}}:l`;
  const master = await cluster.masterOf(log);
  const memory = async () => Number((await master.call('MEMORY', 'USAGE', log, 'SAMPLES', '0')) ?? 0);
  expect(await of()).toEqual(expect.arrayContaining([log, `kept/{${room}}${thread}:l`, `kept/{${room}}:th`]));
  const before = await memory();
  expect(before).toBeGreaterThan(500_000);
  for (let more = true; more;) ({ more } = await store.retention.sweep(Date.now(), { days: null, messages: 1 }));
  for (let more = true; more;) ({ more } = await store.retention.sweep(Date.now(), { days: null, messages: 1 }));
  expect(await memory()).toBeLessThan(before / 50);
  const left = (await of()).map((name) => name.slice(`kept/{${room}}`.length).replace(/^:/, '')).toSorted();
  // The head, its members and authors, what tells repeats apart for a week, the last changes (which say no words), and the one message.
  expect(left).toEqual(['a', 'c', 'd', 'h', 'l', 'm', 'n', 'o'].filter((part) => left.includes(part)));
  expect(left).toContain('l');
  await store.close();
});
