import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ChatError, asMessageId } from '@rookery/protocol';
import type { ClientId, ConversationId, User } from '@rookery/protocol';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { shippedConsumers } from '../../composition/shipped-consumers.ts';
import { placeOf } from '../../domain/blob-place.ts';
import { systemClock } from '../../domain/clock.ts';
import { newWord } from '../../domain/new-id.ts';
import { rightsOf } from '../../domain/rights.ts';
import type { Rights } from '../../domain/rights.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import type { Blobs } from '../../ports/blobs.ts';
import { describeChanges } from '../../ports/contracts/changes.contract.ts';
import { describeConversationLog } from '../../ports/contracts/conversation-log.contract.ts';
import { describeFiles } from '../../ports/contracts/files.contract.ts';
import { append, newRoom, newUser, until } from '../../ports/contracts/fixtures.ts';
import type { OpenStore } from '../../ports/contracts/fixtures.ts';
import { describeHistory } from '../../ports/contracts/history.contract.ts';
import { describeLinks } from '../../ports/contracts/links.contract.ts';
import { describePictures } from '../../ports/contracts/pictures.contract.ts';
import { describePinsAndEdits } from '../../ports/contracts/pins-and-edits.contract.ts';
import { describePolls } from '../../ports/contracts/polls.contract.ts';
import { describeRetention } from '../../ports/contracts/retention.contract.ts';
import { describeSinceJoin } from '../../ports/contracts/since-join.contract.ts';
import { describeThreads } from '../../ports/contracts/threads.contract.ts';
import type { ChangeRequest, PageRequest } from '../../ports/conversation-log.ts';
import type { History, SealRules } from '../../ports/history.ts';
import type { Store } from '../../ports/store.ts';
import { TaskRunner } from '../../tasks/task-runner.ts';
import { DirectoryBlobs } from '../files/directory-blobs.ts';
import { openRedisStore } from './open-store.ts';
import { openRedisSource } from './store-source.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-history-'));
let cluster: RedisCluster;
let blobs: DirectoryBlobs;

beforeAll(async () => {
  blobs = await DirectoryBlobs.open(join(dir, 'history'));
  cluster = await startRedisCluster({ dir });
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** All that can be sealed is, at once, and what is changed of it goes into new blocks at once. */
const eager: SealRules = { ageMs: -60_000, behind: 1, blockMessages: 2, graceMs: 0, foldMs: 0 };

/** Seals after every write, before its answer. */
function sealing(store: Store): Store {
  const running = new Map<ConversationId, Promise<void>>();
  const seal = async (conversation: ConversationId): Promise<void> => {
    await store.history?.sealConversation(conversation);
    await store.history?.settle(conversation);
  };
  const written = new Map<ConversationId, number>();
  const afterwards = (conversation: ConversationId): Promise<void> => {
    // Where much is written, now and then.
    const count = (written.get(conversation) ?? 0) + 1;
    written.set(conversation, count);
    if (count > 12 && count % 15 !== 0) return Promise.resolve();
    const next = (running.get(conversation) ?? Promise.resolve()).then(() => seal(conversation));
    running.set(
      conversation,
      next.catch(() => undefined),
    );
    return next;
  };
  const log: Store['log'] = new Proxy(store.log, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      if (!['append', 'change', 'setLinks', 'trim'].includes(String(name))) return method.bind(target) as unknown;
      return async (given: ConversationId | { readonly conversation: ConversationId }, ...more: unknown[]) => {
        const outcome: unknown = await method.call(target, given, ...more);
        await afterwards(typeof given === 'string' ? given : given.conversation);
        return outcome;
      };
    },
  });
  return { ...store, log };
}

const open: OpenStore = async () => {
  const openOne = async () =>
    sealing(
      await openRedisStore({
        ...{ nodes: cluster.addresses, node: 'n1', clock: systemClock, prefix: 'sealed' },
        history: { blobs, rules: eager, cacheBytes: 1_000_000 },
      }),
    );
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

const rules: SealRules = { ageMs: -60_000, behind: 2, blockMessages: 4, graceMs: 0, foldMs: 0 };

/** A store of blocks that does as it is told. `afterPut` runs before whoever has put is told. */
const told = { afterPut: () => Promise.resolve(), isAway: false, lies: false, isFull: false };
const oddBlobs = (): Blobs => ({
  put: async (...given) => {
    if (told.isFull) throw new ChatError('unavailable');
    const kept = await blobs.put(...given);
    await told.afterPut();
    return kept;
  },
  open: async (...given) => {
    // Neither an answer nor an error: the deadline is the reader's.
    if (told.isAway) return new Promise(() => undefined);
    if (told.lies) return { bytes: 9, stream: Readable.from([Buffer.from('something')]) };
    return blobs.open(...given);
  },
  copy: (...given) => blobs.copy(...given),
  remove: (...given) => blobs.remove(...given),
  list: (...given) => blobs.list(...given),
  address: (scope, hash) => blobs.address(scope, hash),
  free: () => blobs.free(),
  sweepCutOff: (...given) => blobs.sweepCutOff(...given),
  close: () => undefined,
});

const openNode = (node: string, more: Partial<SealRules> = {}): Promise<Store> =>
  openRedisStore({
    ...{ nodes: cluster.addresses, node, clock: systemClock, prefix: 'blocks', sweepMs: 100 },
    // Nothing is kept of what was read: every page is asked of the store of blocks.
    history: { blobs: oddBlobs(), rules: { ...rules, ...more }, cacheBytes: 0 },
  });

describe('old messages in blocks', () => {
  let store: Store;
  let other: Store;
  let owner: User;

  beforeAll(async () => {
    [store, other] = [await openNode('n1'), await openNode('n2')];
    owner = await newUser(store, 'owner');
  });
  afterAll(() => Promise.all([store.close(), other.close()]));
  afterEach(() => {
    Object.assign(told, { afterPut: () => Promise.resolve(), isAway: false, lies: false, isFull: false });
  });

  const history = (one = store): History => {
    if (!one.history) throw new Error('this store seals nothing');
    return one.history;
  };
  /** A room with so many messages, `first` to the last, and their ids. */
  const roomWith = async (count: number) => {
    const room = (await newRoom(store, owner)).id;
    const said = await Promise.all(
      Array.from({ length: count }, (_, index) => append(store, room, owner, { content: `said ${index + 1}` })),
    );
    return { room, said };
  };
  const contents = async (room: ConversationId, more: Partial<PageRequest> = {}, one = store) => {
    const page = await one.log.page({ conversation: room, reader: owner.id, limit: 100, ...more });
    if (page.status !== 'page') throw new Error(page.status);
    return page.messages.map(({ seq, content }) => `${seq} ${content ?? 'gone'}`);
  };
  const saidUpTo = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${index + 1} said ${index + 1}`);
  const streamed = async (room: ConversationId): Promise<number> =>
    Number(await (await cluster.masterOf(`blocks/{${room}}:l`)).call('XLEN', `blocks/{${room}}:l`));
  const filesOf = (room: ConversationId): string[] => {
    const folder = join(dir, 'history', placeOf(room, '0'.repeat(64)), '..');
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  };
  const change = (room: ConversationId, seq: number, more: object): ReturnType<Store['log']['change']> =>
    store.log.change({
      ...{ conversation: room, by: owner.id, needs: 0 as Rights, needsOfOthers: null, seq, at: Date.now() },
      ...({ id: newWord(), ...more } as Pick<ChangeRequest, 'id'> & { kind: 'delete' }),
    });

  test('[COLD-3] what is old and far behind leaves memory in whole blocks, and nothing else does', async () => {
    const { room } = await roomWith(13);
    const young = await openNode('n3', { ageMs: 60_000 });
    expect(await history(young).sealConversation(room)).toBe(0);
    await young.close();
    // Two behind the last of a block: 9 to 12 are one too near.
    expect(await history().sealConversation(room)).toBe(8);
    expect(await streamed(room)).toBe(5);
    await append(store, room, owner, { content: 'said 14' });
    // A pass over all finds it.
    const untilAborted = new AbortController().signal;
    for (let more = true; more;) ({ more } = await history().seal(untilAborted));
    expect(await streamed(room)).toBe(2);
    // A node whose directory is another one, or is not mounted, puts nothing there.
    const elsewhere = await DirectoryBlobs.open(join(dir, 'elsewhere'));
    const lost = await openRedisStore({
      ...{ nodes: cluster.addresses, node: 'n4', clock: systemClock, prefix: 'blocks' },
      history: { blobs: elsewhere, rules: { ...rules, behind: 0, blockMessages: 2 }, cacheBytes: 0 },
    });
    expect(await history(lost).seal(untilAborted)).toEqual({ messages: 0, more: false });
    await lost.close();
    expect(await streamed(room)).toBe(2);
    expect(await contents(room)).toEqual(saidUpTo(14));
    expect(await contents(room, { around: 5, limit: 3 })).toEqual(saidUpTo(6).slice(3));
    expect(filesOf(room)).toHaveLength(3);
  });

  test('[COLD-4] two nodes seal the same while people write, change and read: all is there once', async () => {
    const { room, said } = await roomWith(40);
    const work = [
      history().sealConversation(room),
      history(other).sealConversation(room),
      ...[3, 9, 17].map((seq) => change(room, seq, { kind: 'react', emoji: '🎉', on: true })),
      change(room, 6, { kind: 'edit', content: 'said otherwise', mentions: [] }),
      ...Array.from({ length: 10 }, () => contents(room)),
      ...Array.from({ length: 6 }, (_, index) => append(other, room, owner, { content: `said ${index + 41}` })),
    ];
    await Promise.all(work);
    for (const node of [store, other]) await history(node).sealConversation(room);
    await history().settle(room);
    const wanted = saidUpTo(46).map((line) => (line === '6 said 6' ? '6 said otherwise' : line));
    for (const node of [store, other]) expect(await contents(room, {}, node)).toEqual(wanted);
    const page = await store.log.page({ conversation: room, reader: owner.id, limit: 100 });
    if (page.status !== 'page') throw new Error(page.status);
    expect(page.messages.filter(({ reactions }) => reactions).map(({ seq }) => seq)).toEqual([3, 9, 17]);
    expect(page.messages[8]).toMatchObject({ reactions: [{ emoji: '🎉', count: 1 }], mine: ['🎉'] });
    // Also of the messages that changed: memory has none of them any more.
    const key = (part: string): string => `blocks/{${room}}:${part}`;
    const master = await cluster.masterOf(key('l'));
    expect(await master.call('HLEN', key('o'))).toBe(0);
    expect(await master.call('EXISTS', key('x:3:🎉'), key('n:6'))).toBe(0);
    expect(filesOf(room)).toHaveLength(11);
    // What nobody has named is a day old by and by. [COLD-9]
    const orphan = await blobs.put(room, Readable.from([Buffer.from('left by a node that died')]), { bytes: 100 });
    expect(filesOf(room)).toHaveLength(12);
    for (let more = true; more;) ({ more } = await history().sweep(Date.now()));
    expect(filesOf(room)).toHaveLength(12);
    for (let more = true; more;) ({ more } = await history().sweep(Date.now() + 25 * 3_600_000));
    expect(filesOf(room).some((file) => file.endsWith(orphan.hash))).toBe(false);
    expect(await contents(room)).toEqual(wanted);
    // A repeat within the week has the first one's id and time, without a look at a block. [LOG-2]
    told.isAway = true;
    const first = said[0];
    const clientId = newWord() as ClientId;
    told.isAway = false;
    const repeated = (await roomWith(0)).room;
    const once = await append(store, repeated, owner, { clientId, at: 1_000 });
    await Promise.all(Array.from({ length: 8 }, () => append(store, repeated, owner)));
    expect(await history().sealConversation(repeated)).toBe(4);
    told.isAway = true;
    for (const _again of [1, 2])
      expect(await append(store, repeated, owner, { clientId })).toEqual({ ...once, status: 'duplicate' });
    expect(first?.seq).toBe(1);
  });

  test('[COLD-4] wherever sealing is cut off, what was there stays: before, between and after its steps', async () => {
    const { room } = await roomWith(9);
    const cutOff = async (): Promise<void> => {
      await expect(history().sealConversation(room)).rejects.toThrow();
      expect(await streamed(room)).toBe(9);
      expect(await contents(room)).toEqual(saidUpTo(9));
    };
    told.isFull = true;
    await cutOff();
    told.isFull = false;
    told.lies = true;
    await cutOff();
    told.lies = false;
    told.afterPut = () => Promise.reject(new Error('killed'));
    await cutOff();
    // What was read is no longer so when its bytes are there: nothing of it counts.
    let puts = 0;
    told.afterPut = async () => {
      puts += 1;
      if (puts === 1) await change(room, 2, { kind: 'edit', content: 'said anew', mentions: [] });
    };
    expect(await history().sealConversation(room)).toBe(0);
    expect(await streamed(room)).toBe(9);
    // Nor where the log has another epoch meanwhile.
    const before = await store.log.states([room]);
    told.afterPut = async () => {
      const [state] = before;
      if (state) await store.log.contest(room, { ...state.head, id: asMessageId('m_nonsense') });
    };
    expect(await history().sealConversation(room)).toBe(0);
    expect((await store.log.states([room]))[0]?.head.epoch).not.toBe(before[0]?.head.epoch);
    told.afterPut = () => Promise.resolve();
    expect(await history().sealConversation(room)).toBe(4);
    expect(await contents(room)).toEqual(saidUpTo(9).map((line) => (line === '2 said 2' ? '2 said anew' : line)));
  });

  test('[COLD-5] [COLD-6] a store of blocks that lies or is away is said so; all else goes on', async () => {
    const { room, said } = await roomWith(12);
    await history().sealConversation(room);
    const held = { conversation: room, epoch: (await store.log.states([room]))[0]?.head.epoch ?? '', rev: 0 };
    const since = () =>
      store.log.since(owner.id, [{ ...held, seq: 2, id: said[1]?.id ?? null }], {
        pageMessages: 50,
        budgetBytes: 100_000,
      });
    expect(await since()).toMatchObject([{ state: 'continuous', messages: { length: 10 } }]);
    const [wrong] = await store.log.since(owner.id, [{ ...held, seq: 2, id: said[2]?.id ?? null }], {
      pageMessages: 50,
      budgetBytes: 100_000,
    });
    expect(wrong?.state).toBe('reset');
    const [file = ''] = filesOf(room);
    const whole = readFileSync(file);
    const broken = Buffer.from(whole);
    broken[20] = (broken[20] ?? 0) ^ 4;
    writeFileSync(file, broken);
    await expect(contents(room)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 2_000 });
    expect(await since()).toMatchObject([{ state: 'reset' }]);
    writeFileSync(file, whole);
    expect(await contents(room)).toHaveLength(12);
    told.isAway = true;
    const began = performance.now();
    const reading = contents(room).catch((error: unknown) => error);
    // Meanwhile: a message, and what stands in memory.
    expect((await append(store, room, owner, { content: 'said 13' })).seq).toBe(13);
    expect(await contents(room, { after: 8 })).toEqual(saidUpTo(13).slice(8));
    expect(performance.now() - began).toBeLessThan(1_900);
    expect(await reading).toMatchObject({ code: 'unavailable', retryAfterMs: 2_000 });
    // What does not fit into an answer takes no block: it is asked for again.
    const { room: busy } = await roomWith(3);
    const epoch = (await store.log.states([busy]))[0]?.head.epoch ?? '';
    const both = await store.log.since(
      owner.id,
      [
        ...Array.from({ length: 8 }, () => ({ conversation: busy, epoch, seq: 1, rev: 0 })),
        { ...held, seq: 2, id: said[1]?.id ?? null },
      ],
      { pageMessages: 50, budgetBytes: 100 },
    );
    expect(both.at(-1)).toMatchObject({ state: 'continuous', messages: [], more: true });
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(await since()).toMatchObject([{ state: 'reset' }]);
  });

  test('[COLD-2] whoever copies the whole store reads blocks too, and what has changed in them since', async () => {
    const { room } = await roomWith(12);
    await change(room, 2, { kind: 'edit', content: 'said anew', mentions: [] });
    await change(room, 5, { kind: 'react', emoji: '🎉', on: true });
    await history().sealConversation(room);
    const source = await openRedisSource({ nodes: cluster.addresses, prefix: 'blocks', blocks: blobs });
    const all = await source.log(room, null, 100);
    if (all === null || all === 'restart') throw new Error('nothing to read');
    expect(all.messages.map(({ content }) => content)).toEqual(
      saidUpTo(12).map((line) => (line === '2 said 2' ? 'said anew' : line.slice(line.indexOf(' ') + 1))),
    );
    expect(all.messages[1]).toMatchObject({ rev: 1, former: [{ content: 'said 2' }] });
    expect(all.messages[4]).toMatchObject({ rev: 2, reactions: [['🎉', [[owner.id, 2]]]] });
    const later = await source.log(room, { ...all.reached, rev: 1 }, 100);
    expect(later).toMatchObject({ messages: [{ seq: 5, rev: 2 }], isWhole: true });
    await source.close();
  });

  test('[COLD-7] [COLD-8] what is deleted goes from its block and from the store of blocks, done by whoever lives', async () => {
    const { room } = await roomWith(10);
    await history().sealConversation(room);
    const before = filesOf(room);
    expect(await change(room, 2, { kind: 'delete' })).toMatchObject({ status: 'changed', rev: 1 });
    const wanted = saidUpTo(10).map((line) => (line === '2 said 2' ? '2 gone' : line));
    expect(await contents(room)).toEqual(wanted);
    // The node that has deleted it is dead, as far as this is concerned.
    const runner = new TaskRunner({
      ...{ tasks: other.tasks, log: other.log, consumers: shippedConsumers(other, blobs) },
      times: { lookMs: 50 },
    });
    await until(
      'the former block is gone',
      () => filesOf(room).filter((file) => before.includes(file)).length === 1 && filesOf(room).length === 2,
      15_000,
    );
    await runner.drain();
    expect(filesOf(room)).toHaveLength(2);
    expect(await contents(room, {}, other)).toEqual(wanted);
    expect(await change(room, 2, { kind: 'react', emoji: '🎉', on: true })).toEqual({ status: 'no-message' });
  });

  test('[COLD-2] a thread begins under a sealed message, which nobody else’s question brings back', async () => {
    const { room, said } = await roomWith(10);
    await history().sealConversation(room);
    const thread = threadIdOf(room, 3, said[2]?.id ?? asMessageId('m_'));
    const none = threadIdOf(room, 3, asMessageId(`m_${newWord()}`));
    if (!thread || !none) throw new Error('no thread');
    const key = `blocks/{${room}}:o`;
    const kept = async () => Number(await (await cluster.masterOf(key)).call('HLEN', key));
    expect(await contents(thread)).toEqual([]);
    await expect(contents(none)).rejects.toThrow('refused');
    expect(await kept()).toBe(0);
    await append(store, thread, owner, { content: 'a reply' });
    await history().settle(room);
    expect(await contents(thread)).toEqual(['1 a reply']);
    expect(await kept()).toBe(1);
    const page = await store.log.page({ conversation: room, reader: owner.id, limit: 100 });
    expect(page).toMatchObject({ messages: { 2: { seq: 3, content: 'said 3', thread: { replies: 1 } }, length: 10 } });
  });

  test('[COLD-10] what is trimmed, and a room that ends, goes from blocks too', async () => {
    const { room } = await roomWith(14);
    await change(room, 3, { kind: 'react', emoji: '🎉', on: true });
    await history().sealConversation(room);
    expect(filesOf(room)).toHaveLength(3);
    await store.log.trim(room, 7);
    await history().settle(room);
    expect(await contents(room)).toEqual(saidUpTo(14).slice(6));
    expect(filesOf(room)).toHaveLength(2);
    // Nothing of 5 and 6 is left in the block in which 7 and 8 lie.
    const [state] = await store.log.states([room]);
    expect(state?.head.first).toBe(7);
    const [going] = await store.log.since(
      owner.id,
      [{ conversation: room, epoch: state?.head.epoch ?? '', seq: 6, rev: 1 }],
      { pageMessages: 50, budgetBytes: 100_000 },
    );
    expect(going).toMatchObject({ state: 'continuous', messages: { length: 8 } });
    await store.rooms.deleteRoom(room, owner.id, rightsOf('delete_room'));
    await until('its blocks are gone', async () => {
      await history().settle(room);
      return filesOf(room).length === 0;
    });
  });
});

/** The same contracts, with whatever can be sealed in blocks: there is no difference. [COLD-2] */
for (const describeOne of [
  describeConversationLog,
  describeChanges,
  describePinsAndEdits,
  describePolls,
  describeHistory,
  describeFiles,
  describePictures,
  describeLinks,
  describeRetention,
  describeSinceJoin,
  describeThreads,
])
  describeOne('Redis Cluster, sealed', open);
