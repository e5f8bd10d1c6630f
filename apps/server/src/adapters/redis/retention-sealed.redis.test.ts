import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveReader, ArchiveWriter } from '@rookery/archive';
import type { ConversationId, User } from '@rookery/protocol';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUpStore } from '../../app/back-up.ts';
import { searchMessages } from '../../app/search-messages.ts';
import { Profiles } from '../../delivery/profiles.ts';
import { placeOf } from '../../domain/blob-place.ts';
import { systemClock } from '../../domain/clock.ts';
import { newWord } from '../../domain/new-id.ts';
import type { Rights } from '../../domain/rights.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import type { PageRequest } from '../../ports/conversation-log.ts';
import { append, newRoom, newUser, until } from '../../ports/contracts/fixtures.ts';
import type { History, SealRules } from '../../ports/history.ts';
import type { Store } from '../../ports/store.ts';
import { IndexFollower } from '../../tasks/index-follower.ts';
import { LocalFinder } from '../../tasks/local-finder.ts';
import { DirectoryBlobs } from '../files/directory-blobs.ts';
import { NodeSearchIndex } from '../search/search-index.ts';
import { conversationKeys, dueKey } from './keys.ts';
import { openRedisStore } from './open-store.ts';
import { script } from './scripts.ts';
import { Shards } from './shards.ts';
import { openRedisSource } from './store-source.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-retention-sealed-'));
const day = 24 * 3_600_000;
/** All that can be sealed is, and former bytes go as soon as somebody looks. */
const rules: SealRules = { ageMs: -60_000, behind: 2, blockMessages: 64, graceMs: 0, foldMs: 0 };
let cluster: RedisCluster;
let blobs: DirectoryBlobs;
let store: Store;
/** A node that keeps in memory what it has read of blocks. */
let reading: Store;
let owner: User;

beforeAll(async () => {
  blobs = await DirectoryBlobs.open(join(dir, 'blocks'));
  cluster = await startRedisCluster({ dir });
  const openNode = (node: string, cacheBytes: number): Promise<Store> =>
    openRedisStore({
      ...{ nodes: cluster.addresses, node, clock: systemClock },
      history: { blobs, rules, cacheBytes },
    });
  [store, reading] = [await openNode('n1', 0), await openNode('n2', 10_000_000)];
  owner = await newUser(store, 'owner');
}, 60_000);
afterAll(async () => {
  await Promise.all([store?.close(), reading?.close()]);
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const history = (): History => store.history ?? expect.unreachable();
const sweepAll = async (days: number | null, messages: number | null = null): Promise<void> => {
  while ((await store.retention.sweep(Date.now(), { days, messages })).more);
};
const filesOf = (room: ConversationId): string[] => {
  const folder = join(dir, 'blocks', placeOf(room, '0'.repeat(64)), '..');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
};
const bytesOf = (room: ConversationId): number => filesOf(room).reduce((sum, file) => sum + statSync(file).size, 0);
/** What Redis needs for all keys of a room and its threads. */
const memoryOf = async (room: ConversationId): Promise<number> => {
  const master = await cluster.masterOf(`{${room}}:c`);
  const keys = (await master.call('KEYS', `{${room}}*`)) as string[];
  const sizes = await Promise.all(keys.map((key) => master.call('MEMORY', 'USAGE', key, 'SAMPLES', '0')));
  return sizes.reduce<number>((sum, size) => sum + Number(size ?? 0), 0);
};
const page = async (room: ConversationId, more: Partial<PageRequest> = {}, one = store) => {
  const found = await one.log.page({ conversation: room, reader: owner.id, limit: 100, ...more });
  return found.status === 'page' ? found.messages.map(({ seq }) => seq) : found.status;
};
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
let changes = 0;
const change = (room: ConversationId, seq: number, more: object) =>
  store.log.change({
    ...{ conversation: room, by: owner.id, needs: 0 as Rights, needsOfOthers: null, seq, at: Date.now() },
    ...({ id: `c${(changes += 1)}`, ...more } as { id: string; kind: 'delete' }),
  });

/** Three blocks of ten days ago and one of yesterday, and some that stay in memory; with an edit, reactions, a pin and a thread in the first. */
async function scene() {
  const room = (await newRoom(store, owner)).id;
  const said = [];
  for (const seq of numbers(1, 260)) {
    const age = seq <= 200 ? 10 : 1;
    const content = seq <= 200 ? `harbour ${seq} ${newWord()}` : `lighthouse ${seq} ${newWord()}`;
    said.push(await append(store, room, owner, { content, at: Date.now() - age * day }));
  }
  const thread = threadIdOf(room, 3, said[2]?.id ?? expect.unreachable()) ?? expect.unreachable();
  for (const at of numbers(1, 70)) await append(store, thread, owner, { content: `harbour reply ${at}` });
  await change(room, 5, { kind: 'edit', content: 'harbour mended', mentions: [] });
  await change(room, 6, { kind: 'react', emoji: '🎉', on: true });
  await change(room, 7, { kind: 'pin', on: true });
  expect(await history().sealConversation(room)).toBe(256);
  expect(await history().sealConversation(thread)).toBe(64);
  return { room, said, thread };
}

/** The words of every message in a new backup of all. */
async function backedUp(name: string): Promise<string> {
  const source = await openRedisSource({ nodes: cluster.addresses, blocks: blobs });
  const place = join(dir, name);
  const writer = await ArchiveWriter.open(place, 'backup', Date.now());
  await backUpStore({ source, blobs, writer }, { madeBy: 'a test', store: 'redis' }, () => Date.now());
  await source.close();
  const reader = await ArchiveReader.open(place);
  const parts = await Promise.all(reader.partsOf(reader.last, 'log').map((part) => reader.read(reader.last, part)));
  return JSON.stringify(parts);
}

test('[RET-1] [RET-2] [RET-3] [COLD-10] what is sealed goes too: from blocks, memory, the index, caches and the next backup; a reader deep in the past is told so', async () => {
  const { room, said, thread } = await scene();
  const held = (await scene()).room;
  expect(await store.retention.hold({ of: held, on: true, by: owner.id, at: 7, reason: 'a lawsuit' })).toBe('done');
  const index = new NodeSearchIndex(join(dir, 'index.sqlite'), (error) => expect.unreachable(error.message));
  const following = new IndexFollower({ log: store.log, index }, (error) => expect.unreachable(String(error)));
  const { log, users, people } = store;
  const ports = { log, users, people, profiles: new Profiles(people), search: new LocalFinder(index, following) };
  const find = async (query: string): Promise<number[]> => {
    for (;;) {
      const asked = { query, conversation: room, limit: 20 };
      const found = await searchMessages(ports, { user: owner } as Parameters<typeof searchMessages>[1], asked);
      if (!found.incomplete) return found.hits.map(({ message }) => message.seq);
    }
  };
  expect(await find('harbour')).toHaveLength(20);

  // Somebody reads there, at a node that keeps the blocks that she has read.
  expect(await page(room, { before: 51, limit: 50 }, reading)).toEqual(numbers(1, 50));
  const [state] = await store.log.states([room]);
  const epoch = state?.head.epoch ?? '';
  const since = async (seq: number) => {
    const position = { conversation: room, epoch, seq, rev: state?.head.rev ?? 0, id: said[seq - 1]?.id ?? null };
    const [answer] = await reading.log.since(owner.id, [position], { pageMessages: 500, budgetBytes: 1_000_000 });
    return answer ?? expect.unreachable();
  };
  expect(await since(50)).toMatchObject({ state: 'continuous', messages: { length: 210 } });

  const before = { memory: await memoryOf(room), bytes: bytesOf(room), threadBytes: bytesOf(thread) };
  expect(await backedUp('first')).toContain('harbour 200 ');
  await sweepAll(5);
  // Where a thread's parent came later in a pass.
  await sweepAll(5);
  for (const one of [room, thread])
    await until('former blocks are gone', async () => {
      await history().settle(one);
      return filesOf(one).length === (one === room ? 1 : 0);
    });

  // Of four blocks the last is left, written anew without what went from it.
  for (const node of [store, reading]) {
    expect(await page(room, { limit: 100 }, node)).toEqual(numbers(201, 260));
    expect(await page(room, { before: 51, limit: 50 }, node)).toEqual([]);
    expect(await page(room, { around: 20, limit: 5 }, node)).not.toContain(20);
    expect(await page(thread, {}, node)).toBe('refused');
  }
  expect((await since(50)).state).toBe('reset');
  expect(await since(200)).toMatchObject({ state: 'continuous', messages: { length: 60 } });
  expect(await store.log.pins(room, owner.id)).toMatchObject({ status: 'pins', messages: [] });
  expect(await change(room, 20, { kind: 'react', emoji: '🎉', on: true })).toEqual({ status: 'no-message' });

  // The space: what is left is a part of what was, in the store of blocks and in memory.
  const after = { memory: await memoryOf(room), bytes: bytesOf(room), threadBytes: bytesOf(thread) };
  expect(after.threadBytes).toBe(0);
  expect(after.bytes).toBeLessThan(before.bytes * 0.4);
  expect(after.memory).toBeLessThan(before.memory * 0.85);
  expect(await find('harbour')).toEqual([]);
  expect(await find('lighthouse')).toHaveLength(20);

  // Held: all of it, wherever it lies.
  expect(await page(held, { before: 51, limit: 50 })).toEqual(numbers(1, 50));
  expect(filesOf(held)).toHaveLength(4);
  const next = await backedUp('second');
  // With the former text of the one that was edited.
  expect(next.match(/harbour \d+ /g)).toHaveLength(200);
  expect(next.match(/harbour reply/g)).toHaveLength(70);
  expect(next).not.toContain(said[9]?.id);
  expect(await store.retention.hold({ of: held, on: false, by: owner.id, at: 8 })).toBe('done');
  await sweepAll(null, 1);
  await until('all blocks are gone', async () => {
    for (const one of [room, held]) await history().settle(one);
    return filesOf(room).length + filesOf(held).length === 0;
  });
  expect(await page(held)).toEqual([260]);
  await following.close();
  await index.close();
}, 90_000);

test('[RET-7] what somebody who is held has written stays in its block; a step that was decided without her comes too late', async () => {
  const member = await newUser(store, 'member');
  const room = (await newRoom(store, owner)).id;
  await store.membership.join(room, member.id, Date.now());
  for (const seq of numbers(1, 200))
    await append(store, room, seq === 150 ? member : owner, { content: `sealed ${seq}`, at: Date.now() - 10 * day });
  expect(await history().sealConversation(room)).toBe(192);
  const shards = new Shards(cluster.addresses, {}, '');
  await shards.topology.refresh();
  try {
    // As a sweeper does that read who is held, and then stood still.
    const [seconds] = (await (await cluster.masterOf(`{${room}}:c`)).call('TIME')) as string[];
    const late = Number(seconds) * 1_000 - 5_000;
    const { reply } = await shards.commit({
      script: script('trim'),
      keys: [...conversationKeys(room, 'caloy'), dueKey(room)],
      args: [200, 10, '', '', 0, 'retain', '', '', late],
    });
    expect(reply).toBe(-2);
  } finally {
    shards.close();
  }
  const hold = { of: member.id, by: owner.id, at: 7 };
  expect(await store.retention.hold({ ...hold, on: true })).toBe('done');
  await sweepAll(null, 1);
  await sweepAll(null, 1);
  expect((await page(room, { before: 160 }))[0]).toBe(150);
  expect(await store.retention.hold({ ...hold, on: false })).toBe('done');
  await sweepAll(null, 1);
  expect(await page(room)).toEqual([200]);
}, 90_000);
