import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { User } from '@rookery/protocol';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import { append, newRoom, newUser, until } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import type { UserLogStep } from '../../ports/user-log.ts';
import { userKey } from './keys.ts';
import { openRedisStore } from './open-store.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import { Shards } from './shards.ts';
import { RedisUserLog } from './user-log.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-user-log-'));
let cluster: RedisCluster;
let store: Store;

beforeAll(async () => {
  cluster = await startRedisCluster({ dir });
  store = await openRedisStore({ nodes: cluster.addresses, node: 'n1', clock: systemClock });
}, 60_000);
afterAll(async () => {
  await store?.close();
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Her log as a replica has it that is elected without her last step. */
async function takeBack(user: User, to: number, conversation: string): Promise<void> {
  const key = `{${user.id}}:u`;
  const master = await cluster.masterOf(key);
  await master.call('HSET', key, 'rev', to, 'by', 'another');
  await master.call('HDEL', `{${user.id}}:i`, conversation);
}

test('[CLU-9, RES-2] steps of a user that a failover took back: what follows is told, and who held them begins anew', async () => {
  const [owner, user] = [await newUser(store), await newUser(store)];
  const [kept, lost, next, last] = [
    await newRoom(store, owner),
    await newRoom(store, owner),
    await newRoom(store, owner),
    await newRoom(store, owner),
  ];
  const steps: UserLogStep[] = [];
  await store.announcements.listenToUser(user.id, {
    hear: (announcement) => announcement.kind === 'inbox' && steps.push(announcement.step),
    missed: () => undefined,
  });
  for (const room of [kept, lost]) await store.membership.join(room.id, user.id, Date.now());
  await takeBack(user, 1, lost.id);
  for (const room of [next, last]) await store.membership.join(room.id, user.id, Date.now());
  await until('all steps are heard', () => steps.length === 4);
  const [, held, jumped, after] = steps;
  expect(held).toMatchObject({ prev: 1, rev: 2, added: lost.id });
  // Whoever held step 2 would drop another step 2 as known.
  expect(jumped).toMatchObject({ prev: 1, added: next.id });
  expect(jumped?.rev).toBeGreaterThan(100);
  expect(after).toMatchObject({ prev: jumped?.rev, rev: (jumped?.rev ?? 0) + 1, added: last.id });
  expect(await store.users.since(user.id, 2)).toEqual({ status: 'reset' });
  expect(await store.users.since(user.id, 1)).toMatchObject({
    status: 'steps',
    rev: after?.rev,
    steps: [{ prev: 1, added: next.id }, { added: last.id }],
  });
  expect(await store.users.since(user.id, jumped?.rev ?? 0)).toMatchObject({ steps: [{ added: last.id }] });
});

test('[CLU-9, READ-1] a mark that has waited for its shard takes back none of the next epoch', async () => {
  const [owner, user] = [await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  await store.membership.join(room.id, user.id, Date.now());
  for (let count = 0; count < 5; count += 1) await append(store, room.id, owner);
  const read = async () => (await store.users.line(user.id, room.id))?.read;
  expect(await store.users.mark(user.id, room.id, 5, false)).toMatchObject({ status: 'marked', read: 5 });
  const shards = new Shards(cluster.addresses, {});
  const keys = ['u', 'i', 'g'].map((part) => userKey(user.id, part));
  /** As of an epoch that had begun at number 1. */
  const mark = (how: string, ...seqs: number[]) =>
    shards.run({ script: script('user-mark'), keys, args: [room.id, how, 'another', 1, 5, 1, '', 0, ...seqs] });
  expect(text(await mark('mark-late', 2))).toBe('again');
  await mark('sent-late', 2, 3);
  expect(await read()).toBe(5);
  expect(list(await mark('mark', 2)).map(text)).toEqual(['2', '1']);
  shards.close();
});

test('[REL-1, ROOM-13] a departure that 0.2.0 has kept is told without a reason, and nothing is told of it again', async () => {
  const [owner, user] = [await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  await store.membership.join(room.id, user.id, Date.now());
  await store.membership.leave(room.id, user.id);
  const key = `{${user.id}}:g`;
  const master = await cluster.masterOf(key);
  await master.call('HSET', key, room.id, 2);
  expect(await store.users.since(user.id, 0)).toEqual({
    status: 'steps',
    rev: 2,
    steps: [{ prev: 0, rev: 2, removed: room.id }],
  });
});

test('[ROOM-13] a reader who drops an entry that is out of date does not hide why it went', async () => {
  const [owner, user] = [await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  await store.membership.join(room.id, user.id, Date.now());
  // Between the two steps of a removal she looks at her inbox: the conversation has let her go, her log has not heard of it.
  const members = await cluster.masterOf(`{${room.id}}:m`);
  await members.call('HDEL', `{${room.id}}:m`, user.id);
  expect((await store.users.inbox(user.id, undefined, 10)).rows).toEqual([]);
  await until('the entry is dropped', async () => {
    const since = await store.users.since(user.id, 1);
    return since.status === 'steps' && since.steps.length === 1;
  });
  expect(await store.membership.remove(room.id, owner.id, rightsOf('remove'), user.id)).toEqual({
    status: 'not-a-member',
  });
  expect(await store.users.since(user.id, 1)).toEqual({
    status: 'steps',
    rev: 3,
    steps: [{ prev: 1, rev: 3, removed: room.id, why: 'removed', by: owner.id }],
  });
});

test('[LOG-17] a mark that is cut off between its two steps and said again has all calls of what it reads, whichever step was lost', async () => {
  const [owner, member] = [await newUser(store), await newUser(store)];
  const shards = new Shards(cluster.addresses, {}, '');
  await shards.topology.refresh();
  for (const lost of [0, 1]) {
    const { id: room } = await newRoom(store, owner);
    await store.membership.join(room, member.id, Date.now());
    for (const content of ['hm', 'hm']) await append(store, room, member, { content });
    await store.users.mark(owner.id, room, 1, false);
    await store.log.change({
      ...{ conversation: room, by: member.id, seq: 2, at: 3, id: `e${lost}`, kind: 'edit' },
      ...{ content: '@owner', mentions: [owner.id], ...changeNeeds.edit },
    });
    let steps = 0;
    const cutOff = new Proxy(shards, {
      get: (target, name) =>
        name === 'commit' && (steps += 1) > lost
          ? () => Promise.reject(new Error('cut off'))
          : (Reflect.get(target, name) as (...given: unknown[]) => unknown).bind(target),
    });
    await expect(new RedisUserLog(cutOff).mark(owner.id, room, 2, false)).rejects.toThrow('cut off');
    await store.users.mark(owner.id, room, 2, false);
    expect(await store.users.line(owner.id, room)).toMatchObject({ read: 2, mentions: 0, calledLate: 0 });
  }
  shards.close();
});
