import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asUserId } from '@rookery/protocol';
import { restoreCluster } from '@rookery/testkit/cluster-dump';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { newAccount } from '../../ports/contracts/account-fixtures.ts';
import { append, newRoom, newUser, until } from '../../ports/contracts/fixtures.ts';
import type { LeftoverRules } from '../../ports/leftovers.ts';
import type { Store } from '../../ports/store.ts';
import { findingKey } from './keys.ts';
import { openRedisStore } from './open-store.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const rules: LeftoverRules = {
  signedOutMs: hourMs,
  expiredMs: dayMs,
  againMs: hourMs,
  unusedRoomMs: hourMs,
  emptyRoomMs: null,
};

const dir = mkdtempSync(join(tmpdir(), 'rookery-leftovers-'));
let cluster: RedisCluster;
let stores: readonly Store[] = [];

beforeAll(async () => {
  cluster = await startRedisCluster({ dir });
  await restoreCluster(cluster, gunzipSync(readFileSync(join(repositoryRoot, 'tests/releases/0.2.0/redis.gz'))));
  const open = (node: string): Promise<Store> => openRedisStore({ nodes: cluster.addresses, node, clock: systemClock });
  stores = [await open('n1'), await open('n2')];
}, 60_000);
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** By several nodes at a time. */
async function pass(now: number, changed: Partial<LeftoverRules> = {}): Promise<void> {
  await Promise.all(
    stores.map(async (store) => {
      for (let more = true; more;) ({ more } = await store.leftovers.sweep(now, { ...rules, ...changed }));
    }),
  );
}

async function keys(pattern: string): Promise<string[]> {
  const roles = await cluster.roles();
  const masters = cluster.nodes.filter(({ address }) => roles.get(address) === 'redis-master');
  const found = await Promise.all(masters.map((master) => master.connected((redis) => redis.keys(pattern))));
  return found.flat().sort();
}

const first = (): Store => {
  const [store] = stores;
  if (!store) throw new Error('no store is open');
  return store;
};

test('[SES-11, REL-1] the first sweeps over what 0.2.0 has kept take away nobody who has left a trace', async () => {
  const store = first();
  const profiles = await keys('{u_*}:u');
  const logs = await keys('{*}:l');
  const ids = profiles.map((key) => asUserId(key.slice(1, key.indexOf('}'))));
  const before = await store.people.users(ids);
  expect(before.length).toBeGreaterThan(2);
  // Long after all sessions have expired.
  for (const days of [100, 102, 103, 110]) await pass(Date.now() + days * dayMs);
  // They stay, and are marked as gone.
  expect(await store.people.users(ids)).toEqual(
    before.map((user) => user && { ...user, deactivated: true, rev: user.rev + 1 }),
  );
  for (const user of before) expect(user && (await store.people.holderOf(user.username))).toBe(user?.id);
  expect(await keys('{*}:l')).toEqual(logs);
});

test('[SES-11, ROOM-14] what a node that was killed had begun to take away, the next pass takes away', async () => {
  const store = first();
  const [owner, closed, half] = [await newUser(store), await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  await append(store, room.id, owner, { mentions: [owner.id] });
  for (let index = 0; index < 3; index += 1) await append(store, room.id, owner);
  await store.membership.leave(room.id, owner.id);
  // As they stand after the first step of each.
  await (await cluster.masterOf(`{${room.id}}:c`)).call('HSET', `{${room.id}}:c`, 'v', 'ended');
  await (await cluster.masterOf(`{${closed.id}}:u`)).call('HSET', `{${closed.id}}:u`, 'gone', '1');
  const names = await keys(`name:{u:${half.username.toLowerCase()}*`);
  for (const name of names) await (await cluster.masterOf(name)).call('DEL', name);
  await expect(store.membership.join(room.id, closed.id, Date.now())).resolves.toEqual({
    status: 'refused',
    code: 'not_found',
  });
  const now = Date.now() + 200 * dayMs;
  await pass(now);
  await pass(now + 2 * hourMs);
  await pass(now + 4 * hourMs);
  expect(await keys(`*${room.id}*`)).toEqual([]);
  for (const { id } of [owner, closed, half]) expect(await keys(`*${id}*`)).toEqual([]);
  expect(await store.rooms.publicRoomByName(room.name)).toBeNull();
});

test('[SES-11, CLU-12] who is gone from another installation on the same Redis is its own to take away', async () => {
  const other = await openRedisStore({ nodes: cluster.addresses, node: 'n1', clock: systemClock, prefix: 'other' });
  try {
    const user = await newUser(other);
    const now = Date.now() + 300 * dayMs;
    await pass(now);
    await pass(now + dayMs);
    expect(await other.people.users([user.id])).toMatchObject([{ id: user.id }]);
    expect(await other.people.holderOf(user.username)).toBe(user.id);
    for (let more = true; more;) ({ more } = await other.leftovers.sweep(now, rules));
    for (let more = true; more;) ({ more } = await other.leftovers.sweep(now + dayMs, rules));
    expect(await other.people.users([user.id])).toEqual([null]);
  } finally {
    await other.close();
  }
});

test('[SES-10] somebody who wrote where her inbox does not have her has left a trace', async () => {
  const store = first();
  const [owner, writer] = [await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  // Joining was cut off between its two steps, and she wrote all the same.
  await store.membership.join(room.id, writer.id, Date.now());
  await (await cluster.masterOf(`{${writer.id}}:i`)).call('DEL', `{${writer.id}}:i`);
  await append(store, room.id, writer);
  const heir = { ...writer, id: asUserId(`${writer.id}x`) };
  await expect.poll(() => keys(`{${writer.id}}:g`)).toHaveLength(1);
  expect(await store.people.claimName(heir, writer.id)).toBe('taken');
  expect(await store.people.holderOf(writer.username)).toBe(writer.id);
});

test('[PEO-9, REL-1] who had an account before there was an index is in it after one look through all people; what is in it by mistake names nobody, and goes', async () => {
  const store = first();
  const { user } = await newAccount(store);
  const named = async () => (await store.people.named(user.username)).map(({ id }) => id);
  await until('she is indexed', async () => (await named()).includes(user.id));
  const onMasterOf = async (key: string, ...command: readonly string[]) => {
    const roles = await cluster.roles();
    for (const node of cluster.nodes.filter(({ address }) => roles.get(address) === 'redis-master'))
      await node.connected((redis) => redis.call(command[0] ?? '', key, ...command.slice(1))).catch(() => undefined);
  };
  // As a version before has left it: no set, and nothing noted of her.
  const sets = await keys('finding:{f*}');
  expect(sets.length).toBeGreaterThan(0);
  for (const key of sets) await onMasterOf(key, 'DEL');
  await onMasterOf(`{${user.id}}:u`, 'HDEL', 'di');
  expect(await named()).toEqual([]);
  await pass(Date.now());
  expect(await named()).toEqual([user.id]);
  // Cut off between the note and the sets: only the note is there.
  for (const key of sets) await onMasterOf(key, 'DEL');
  await onMasterOf(
    `{${user.id}}:u`,
    'HSET',
    'di',
    JSON.stringify({ v: 1, rev: -1, words: [user.username.toLowerCase(), 'former'] }),
  );
  await onMasterOf(findingKey('former'), 'ZADD', '0', `former\0${user.id}`, '0', 'former\0u_nobody');
  expect(await store.people.named('former')).toEqual([]);
  await pass(Date.now());
  expect(await named()).toEqual([user.id]);
  await until(
    'nothing is left of what names nobody',
    async () =>
      !(await keys('finding:{f*}')).includes(findingKey('former')) ||
      (await membersOf(findingKey('former'))).every((one) => !one.startsWith('former')),
  );
});

async function membersOf(key: string): Promise<string[]> {
  const roles = await cluster.roles();
  const masters = cluster.nodes.filter(({ address }) => roles.get(address) === 'redis-master');
  const found = await Promise.all(
    masters.map((master) => master.connected((redis) => redis.zrange(key, '0', '-1')).catch(() => [])),
  );
  return found.flat();
}
