import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationId, User } from '@rookery/protocol';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyLog } from '../../app/copy-store.ts';
import { systemClock } from '../../domain/clock.ts';
import { changeNeeds } from '../../domain/rights.ts';
import type { StoreRecord } from '../../domain/store-record.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import type { ChangeRequest } from '../../ports/conversation-log.ts';
import { append, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import type { ReadUpTo, StoreSource } from '../../ports/store-source.ts';
import { openEmbeddedStore } from '../embedded/open-store.ts';
import { openEmbeddedSink } from '../embedded/store-sink.ts';
import { openEmbeddedSource } from '../embedded/store-source.ts';
import { openRedisStore } from './open-store.ts';
import { openRedisSink } from './store-sink.ts';
import { openRedisSource } from './store-source.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-copying-'));
let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster({ dir: join(dir, 'redis') });
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

type Kind = 'embedded' | 'redis';
/** The three ways into what lies under one name. */
const places = {
  store: (kind: Kind, name: string): Promise<Store> =>
    kind === 'redis'
      ? openRedisStore({ nodes: cluster.addresses, prefix: name, node: 'n1', clock: systemClock })
      : openEmbeddedStore({ dataDir: join(dir, name), clock: systemClock, log: { error: () => undefined } }),
  source: async (kind: Kind, name: string): Promise<StoreSource> =>
    kind === 'redis'
      ? openRedisSource({ nodes: cluster.addresses, prefix: name })
      : openEmbeddedSource(join(dir, name)),
  sink: async (kind: Kind, name: string) => {
    if (kind === 'redis') return openRedisSink({ nodes: cluster.addresses, prefix: name }, 'a copy', systemClock);
    mkdirSync(join(dir, name), { recursive: true });
    return openEmbeddedSink(join(dir, name), 'a copy', systemClock);
  },
};

/** As both kinds of store know it: times of ranks in ms, and without what is known by its order alone. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(record)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, name.endsWith('Us') ? Math.floor(Number(field) / 1_000) : plain(field)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}
const toText = (record: StoreRecord): string => {
  if (record.kind === 'message' && record.former)
    return JSON.stringify(plain({ ...record, former: record.former.map(({ content, at }) => ({ content, at })) }));
  // Where she is a member she gained it when she joined, or right after.
  if (record.kind === 'line' && record.as === 'member') return JSON.stringify(plain({ ...record, gainedUs: 0 }));
  // Of a thread nothing says when it began.
  return JSON.stringify(plain(record.kind === 'conversation' && record.parent ? { ...record, createdAt: 0 } : record));
};
async function everything(source: StoreSource): Promise<readonly string[]> {
  const found: StoreRecord[] = [];
  for (const conversation of await source.conversations()) {
    await copyLog(source, conversation, null, async (records) => void found.push(...records));
    found.push(...(await source.about(conversation)));
  }
  for (const user of await source.people()) found.push(...(await source.person(user)));
  for await (const part of source.server()) found.push(...part.filter(({ kind }) => kind !== 'task'));
  return found.map(toText).toSorted((one, other) => (one < other ? -1 : 1));
}

let acts = 0;
type What =
  | { readonly kind: 'edit'; readonly content: string; readonly mentions?: readonly string[] }
  | { readonly kind: 'delete' }
  | { readonly kind: 'react'; readonly emoji: string; readonly on: boolean }
  | { readonly kind: 'pin'; readonly on: boolean }
  | { readonly kind: 'vote'; readonly options: readonly number[] };
const act = (store: Store, conversation: ConversationId, by: User, seq: number, what: What) =>
  store.log.change({
    ...{ conversation, by: by.id, seq, at: 7, id: `a-${(acts += 1)}`, mentions: [] },
    ...changeNeeds[what.kind],
    ...what,
  } as unknown as ChangeRequest);

test.each(['embedded', 'redis'] as const)(
  '[ARC-1] [ARC-3] what was copied from %s while it changed, and again since then, is the very same in either store',
  async (from) => {
    const name = `from-${from}`;
    mkdirSync(join(dir, name), { recursive: true });
    const store = await places.store(from, name);
    const [owner, member] = [await newUser(store, 'owner', false), await newUser(store, 'member')];
    const { id: room } = await newRoom(store, owner);
    await store.membership.join(room, member.id, Date.now());
    const say = (by: User, more: object = {}) => append(store, room, by, more);
    for (let count = 1; count <= 12; count += 1) await say(owner, { content: `said ${count}`, mentions: [member.id] });
    const poll = { kind: 'poll', question: '?', options: ['a', 'b'], multiple: false, anonymous: false } as const;
    await say(member, { content: '', parts: [poll] });
    const { id } = await say(member, { content: 'root' });
    const thread = threadIdOf(room, 14, id);
    if (thread === null) throw new Error('no thread');
    await append(store, thread, owner, { content: 'reply' });
    await act(store, room, member, 3, { kind: 'react', emoji: '👍', on: true });
    await act(store, room, owner, 3, { kind: 'react', emoji: '👎', on: true });
    await act(store, room, member, 13, { kind: 'vote', options: [0] });
    await act(store, room, owner, 4, { kind: 'pin', on: true });

    const source = await places.source(from, name);
    const openSinks = () =>
      Promise.all(
        (['embedded', 'redis'] as const).map(async (kind) => ({
          kind,
          sink: await places.sink(kind, `${name}-to-${kind}`),
        })),
      );
    let sinks = await openSinks();
    const write = async (records: readonly StoreRecord[]): Promise<void> => {
      for (const { sink } of sinks) await sink.write(records);
    };
    const reached = new Map<ConversationId, ReadUpTo | null>();
    for (const one of await source.conversations()) reached.set(one, await copyLog(source, one, null, write));
    // Cut off: who begins again writes what is there already, and forgets all that is not messages.
    for (const conversation of await source.conversations()) await write(await source.about(conversation));
    for (const user of await source.people()) await write(await source.person(user));
    for (const { sink } of sinks) await sink.close();
    sinks = await openSinks();
    for (const { sink } of sinks) {
      expect(sink.isResumed).toBe(true);
      await sink.forgetAllButMessages();
    }
    for (const one of await source.conversations()) await copyLog(source, one, null, write);

    await act(store, room, owner, 1, { kind: 'edit', content: 'otherwise' });
    await act(store, room, owner, 2, { kind: 'delete' });
    await act(store, room, owner, 3, { kind: 'react', emoji: '👎', on: false });
    await act(store, room, owner, 4, { kind: 'pin', on: false });
    await act(store, room, owner, 5, { kind: 'pin', on: true });
    await act(store, room, member, 13, { kind: 'vote', options: [1] });
    await append(store, thread, member, { content: 'another', mentions: [owner.id] });
    // More than are remembered one by one.
    for (let count = 0; count < 1_010; count += 1)
      await act(store, room, owner, 6, { kind: 'react', emoji: '🎉', on: count % 2 === 0 });
    await act(store, room, owner, 12, { kind: 'edit', content: 'and @owner', mentions: [owner.id] });
    await say(owner, { content: 'the last', replyTo: 1 });

    for (const conversation of await source.conversations())
      await copyLog(source, conversation, reached.get(conversation) ?? null, write);
    const log = await everything(source);
    for (const conversation of await source.conversations()) await write(await source.about(conversation));
    for (const user of await source.people()) await write(await source.person(user));
    for await (const part of source.server()) await write(part);
    for (const { sink } of sinks) await sink.finish('same');
    await Promise.all([...sinks.map(({ sink }) => sink.close()), source.close()]);

    const page = await store.log.page({ conversation: room, reader: member.id, limit: 100 });
    const line = await store.users.line(member.id, room);
    for (const { kind } of sinks) {
      const copied = await places.source(kind, `${name}-to-${kind}`);
      expect(await everything(copied), kind).toEqual(log);
      await copied.close();
      const again = await places.store(kind, `${name}-to-${kind}`);
      expect(await again.log.page({ conversation: room, reader: member.id, limit: 100 }), kind).toEqual(page);
      expect(await again.users.line(member.id, room), kind).toEqual(line);
      await again.close();
    }
    await store.close();
  },
  120_000,
);
