import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ArchiveReader, ArchiveWriter, verifyArchive } from '@rookery/archive';
import type { Backup } from '@rookery/archive';
import type { ConversationId, FileId, RoomId, User } from '@rookery/protocol';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUpStore } from '../../app/back-up.ts';
import { copyLog } from '../../app/copy-store.ts';
import { restoreArchive } from '../../app/restore-archive.ts';
import { settleFiles } from '../../app/settle-files.ts';
import { systemClock } from '../../domain/clock.ts';
import { newFileId, newWord } from '../../domain/new-id.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import { recordKinds } from '../../domain/store-record.ts';
import type { RecordKind, StoreRecord } from '../../domain/store-record.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import { beginning, newAccount } from '../../ports/contracts/account-fixtures.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { ChangeRequest } from '../../ports/conversation-log.ts';
import { append, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import type { StoreSink } from '../../ports/store-sink.ts';
import type { ReadUpTo, StoreSource } from '../../ports/store-source.ts';
import { openEmbeddedStore } from '../embedded/open-store.ts';
import { openEmbeddedSink } from '../embedded/store-sink.ts';
import { openEmbeddedSource } from '../embedded/store-source.ts';
import { DirectoryBlobs } from '../files/directory-blobs.ts';
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
  // Redis says how long it is kept for yet: a ms more or less.
  if (record.kind === 'name' && record.leftAt !== undefined) return JSON.stringify(plain({ ...record, leftAt: 1 }));
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
  for await (const part of source.server()) found.push(...part);
  return found.map(toText).toSorted((one, other) => (one < other ? -1 : 1));
}
const kindOf = (line: string): RecordKind => (JSON.parse(line) as StoreRecord).kind;
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
  '[ARC-1] [ARC-3] [REL-3] what was copied from %s while it changed, and again since then, is the very same in either store',
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
    const log = (await everything(source)).filter((line) => kindOf(line) !== 'task');
    for (const conversation of await source.conversations()) await write(await source.about(conversation));
    for (const user of await source.people()) await write(await source.person(user));
    for await (const part of source.server()) await write(part);
    for (const { sink } of sinks) await sink.finish('same');
    await Promise.all([...sinks.map(({ sink }) => sink.close()), source.close()]);

    const page = await store.log.page({ conversation: room, reader: member.id, limit: 100 });
    const line = await store.users.line(member.id, room);
    for (const { kind } of sinks) {
      const copied = await places.source(kind, `${name}-to-${kind}`);
      expect(
        (await everything(copied)).filter((line) => kindOf(line) !== 'task'),
        kind,
      ).toEqual(log);
      await copied.close();
      const again = await places.store(kind, `${name}-to-${kind}`);
      expect(await again.log.page({ conversation: room, reader: member.id, limit: 100 }), kind).toEqual(page);
      expect(await again.users.line(member.id, room), kind).toEqual(line);
      // No older version has to read what was copied.
      expect(again.level.current, kind).toBe(again.level.newest);
      await again.close();
    }
    await store.close();
  },
  120_000,
);

const hourMs = 3_600_000;

/** Adds a backup to an archive. */
async function backedUp(archive: string, source: StoreSource): Promise<Backup> {
  const writer = await ArchiveWriter.open(join(dir, archive), 'backup', Date.now());
  const blobs = await DirectoryBlobs.open(join(dir, 'files'));
  return backUpStore({ source, blobs, writer }, { madeBy: 'a test', store: 'either' }, () => Date.now());
}

/** Everything that an archive restores, with the epochs that were backed up. */
async function restored(archive: string, kind: Kind): Promise<readonly string[]> {
  const name = `${archive}-to-${kind}`;
  const reader = await ArchiveReader.open(join(dir, archive));
  const sink = await places.sink(kind, name);
  const asItWas: StoreSink = {
    isResumed: sink.isResumed,
    write: (records) => sink.write(records),
    forgetAllButMessages: () => sink.forgetAllButMessages(),
    finish: () => sink.finish('same'),
    close: () => sink.close(),
  };
  await restoreArchive(reader, asItWas, await DirectoryBlobs.open(join(dir, `${name}-files`)));
  await sink.close();
  const source = await places.source(kind, name);
  return everything(source).finally(() => source.close());
}

/** Somebody with an account, a member, and rooms in which something will happen; and those in which nothing will. */
async function inhabited(kind: Kind, name: string, store: Store) {
  const [owner, member] = [(await newAccount(store)).user, (await newAccount(store)).user];
  const [guest, stranger] = [await newUser(store, 'guest'), await newUser(store, 'stranger')];
  const room = async (details: object = {}) => {
    const { id } = await newRoom(store, owner, details);
    for (const { id: user } of [member, guest])
      await store.membership.join(id, user, Date.now(), user === member.id, {
        ...{ name: guest.username, network: '10.0.0.1' },
      });
    return id;
  };
  const busy = await room();
  for (let count = 1; count <= 9; count += 1) await append(store, busy, owner, { content: `said ${count}` });
  const { id: root } = await append(store, busy, member, { content: 'root' });
  const thread = threadIdOf(busy, 10, root) ?? expect.unreachable();
  await append(store, thread, owner, { content: 'reply' });
  const poll = { kind: 'poll', question: '?', options: ['a', 'b'], multiple: false, anonymous: false } as const;
  await append(store, busy, owner, { content: '', parts: [poll] });
  const group = await store.rooms.openGroup([owner.id, member.id, stranger.id], owner.id, Date.now());
  await append(store, group.facts.id, owner);
  // In some of them nothing is said any more, but what lies beside their logs changes.
  const [beside, closed, left, doomed, trimmed] = [
    await room(),
    (await newRoom(store, owner, { visibility: 'private' })).id,
    await room(),
    await room(),
    await room(),
  ];
  for (const one of [beside, closed, left, doomed, trimmed])
    for (let count = 1; count <= 3; count += 1) await append(store, one, owner);
  for (let count = 0; count < 15; count += 1) await append(store, await room(), member, { mentions: [owner.id] });
  return {
    ...{ kind, name, store, owner, member, guest, stranger, busy, thread, group: group.facts.id },
    ...{ beside, closed, left, doomed, trimmed },
  };
}
type Scene = Awaited<ReturnType<typeof inhabited>>;

/** What changes the lines of each kind. */
const happens: Readonly<Record<RecordKind, (at: Scene) => Promise<unknown>>> = {
  message: async ({ store, owner, member, busy, thread, trimmed, doomed }) => {
    await act(store, busy, owner, 1, { kind: 'edit', content: 'otherwise' });
    await act(store, busy, owner, 2, { kind: 'delete' });
    await act(store, busy, member, 3, { kind: 'react', emoji: '👍', on: true });
    await act(store, busy, owner, 4, { kind: 'pin', on: true });
    await act(store, busy, member, 11, { kind: 'vote', options: [1] });
    await append(store, thread, member, { content: 'another reply' });
    await store.log.trim(trimmed, 3);
    await store.rooms.deleteRoom(doomed, owner.id, rightsOf('delete_room'));
  },
  conversation: ({ store, owner, busy }) =>
    store.rooms.editRoom(busy, owner.id, rightsOf('edit_room'), {
      ...{ topic: 'another', slowModeMs: 1_000, retentionDays: 400, at: Date.now(), id: newWord() },
    }),
  change: ({ store, owner, busy }) => act(store, busy, owner, 5, { kind: 'pin', on: true }),
  members: ({ store, stranger, beside }) => store.membership.join(beside, stranger.id, Date.now()),
  invited: ({ store, owner, stranger, closed }) =>
    store.membership.invite(closed, owner.id, rightsOf('invite'), stranger.id, Date.now()),
  hidden: ({ store, member, group }) => store.membership.leave(group, member.id),
  mute: ({ store, owner, member, beside }) =>
    store.moderation.mute(beside, owner.id, rightsOf('mute'), member.id, {
      ...{ until: Date.now() + hourMs, reason: 'noise' },
    }),
  'guest-network': async ({ store, left }) =>
    store.membership.join(left, (await newUser(store)).id, Date.now(), false, { name: 'a', network: '10.0.0.2' }),
  'guest-sanction': ({ store, owner, guest, left }) =>
    store.moderation.mute(left, owner.id, rightsOf('mute'), guest.id, {
      ...{ until: Date.now() + hourMs, reason: null, guestName: guest.username },
    }),
  ban: ({ store, owner, guest, beside }) =>
    store.moderation.ban(beside, owner.id, rightsOf('ban'), guest.id, { until: null, reason: 'spam' }),
  call: ({ store, owner, member, busy }) =>
    act(store, busy, owner, 6, { kind: 'edit', content: 'and @member', mentions: [member.id] }),
  'push-watcher': ({ store, member, beside }) => store.pushes.watch(beside, member.id),
  'loose-bytes': ({ store, owner, beside }) => store.files.hold(beside, owner.id, ['1'.repeat(64)], hourMs),
  cursor: ({ store, beside }) => store.tasks.setInterest(beside, 'trace', 'beginning'),
  task: ({ store, busy }) => store.tasks.setInterest(busy, 'trace', 'beginning'),
  person: ({ store, member }) => store.people.setProfile(member.id, member.rev, { displayName: 'Another' }),
  account: ({ store, member }) => store.accounts.offerPasswordLink(member.id, newWord(), Date.now() + hourMs),
  session: ({ store, member: user }) =>
    store.sessions.create(
      newWord(),
      { id: newWord(), user, kind: 'account', expiresAt: Date.now() + hourMs },
      beginning,
    ),
  choices: ({ store, member }) => store.privacy.change(member.id, { receipts: false }),
  block: ({ store, member, stranger }) => store.privacy.block(member.id, stranger.id, true),
  'second-factor': ({ store, member }) => store.secondFactor.begin(member.id, '00'),
  passkey: ({ store, member }) =>
    store.passkeys.add(member.id, {
      ...{ id: newWord(), credential: newWord(), publicKey: 'pQ', transports: ['internal'], name: 'phone' },
      ...{ createdAt: Date.now(), lastUsedAt: null },
    }),
  line: ({ store, member, busy }) => store.users.mark(member.id, busy, 7, false),
  departure: ({ store, member, left }) => store.membership.leave(left, member.id),
  kept: ({ store, member, busy }) =>
    store.kept.put(member.id, { kind: 'draft', key: busy, json: '{"content":"not yet"}', dueAt: null }, { most: 10 }),
  upload: ({ store, member }) =>
    store.files.begin({ id: newFileId(member.id), bytes: 7 }, { dayBytes: 1_000, unsent: 3, lifeMs: hourMs }),
  'upload-day': ({ store, owner }) =>
    store.files.begin({ id: newFileId(owner.id), bytes: 7 }, { dayBytes: 1_000, unsent: 3, lifeMs: hourMs }),
  'shown-file': async ({ store, owner, left }) => {
    const blobs = await DirectoryBlobs.open(join(dir, 'files'));
    const { hash, bytes } = await blobs.put(owner.id, Readable.from([Buffer.from('a picture')]), { bytes: 100 });
    const file = { id: newFileId(owner.id), name: 'a.png', type: 'image/png', bytes, createdAt: 5, hash };
    await store.files.begin(file, { dayBytes: 1_000, unsent: 3, lifeMs: hourMs });
    await store.files.keep(file);
    expect(await store.files.show(file.id, left as RoomId)).toBe('shown');
  },
  name: ({ store, stranger }) => store.people.rename(stranger.id, stranger.rev, `x${newWord().slice(0, 12)}`),
  setting: ({ store }) => store.settings.change({ name: newWord() }),
  hold: ({ store, owner, closed }) =>
    store.retention.hold({ of: closed, by: owner.id, at: Date.now(), on: true, reason: 'a lawsuit' }),
  founding: ({ store }) => store.accounts.founding('a token'),
  identity: ({ store, member }) =>
    store.identities.bind({ issuer: 'https://example.org', subject: 'she' }, member.id, null),
  once: ({ store }) => store.once.put(newWord(), { value: 'a', until: Date.now() + hourMs }, Date.now()),
  invitation: ({ store, owner, beside }) =>
    store.invitations.create(
      {
        ...{ code: newWord(), room: beside as RoomId, by: owner.id, role: null, uses: 3 },
        ...{ createdAt: Date.now(), expiresAt: Date.now() + hourMs },
      },
      Date.now(),
    ),
  report: ({ store, owner, member, busy }) =>
    store.reports.file({
      ...{ id: newWord(), conversation: busy, seq: 7, reason: 'rude', by: member.id, at: Date.now() },
      message: { author: owner.id, content: 'said 7', at: 1 },
    }),
  audit: ({ store, owner }) =>
    store.audit.record({
      id: newWord(),
      at: Date.now(),
      by: owner.id,
      act: 'admin:settings',
      after: { guests: false },
    }),
  // SQLite writes its audit log in the step itself. Of Redis: as a node leaves it that dies right after the act.
  'owed-act': async ({ name, kind, member, left: room }) => {
    if (kind === 'embedded') return;
    const entry = { id: newWord(), at: Date.now(), by: member.id, act: 'role:set', room, user: member.id };
    const master = await cluster.masterOf(`{${room}}:j`);
    await master.call('RPUSH', `${name}/{${room}}:j`, JSON.stringify(entry));
  },
  mail: ({ store }) =>
    store.mails.add(
      { id: newWord(), to: 'ann@example.com', subject: 'S', text: 'T', until: Date.now() + hourMs },
      Date.now(),
    ),
};

test.each(['embedded', 'redis'] as const)(
  '[ARC-3] [ARC-4] [ARC-7] whatever changes between two backups of %s is in the second one, and restored from both as it is now',
  async (from) => {
    const name = `changing-${from}`;
    mkdirSync(join(dir, name), { recursive: true });
    const store = await places.store(from, name);
    const source = await places.source(from, name);
    const scene = await inhabited(from, name, store);
    const archive = `${name}-archive`;
    const first = await backedUp(archive, source);
    const before = await everything(source);
    for (const kind of recordKinds) await happens[kind](scene);
    const after = await everything(source);
    const second = await backedUp(archive, source);
    // Nothing has changed by the reading of it, nor by the time that has passed.
    expect(await everything(source)).toEqual(after);
    await Promise.all([source.close(), store.close()]);

    // Each act did what it is here for.
    const ofKind = (lines: readonly string[], kind: RecordKind) => lines.filter((line) => kindOf(line) === kind).join();
    const unchanged = recordKinds.filter((kind) => ofKind(before, kind) === ofKind(after, kind));
    expect(unchanged).toEqual(from === 'redis' ? [] : ['owed-act']);
    // What had not changed was not written again.
    expect(second.messages).toBeLessThan(first.messages / 2);
    expect(await verifyArchive(join(dir, archive))).toMatchObject({ backups: 2, faults: [] });
    expect(await restored(archive, from)).toEqual(after);
  },
  120_000,
);

test.each(['embedded', 'redis'] as const)(
  '[ARC-3] what is said in %s between the two looks at a conversation is in the backup, whole, or in the next one',
  async (from) => {
    const name = `meanwhile-${from}`;
    mkdirSync(join(dir, name), { recursive: true });
    const store = await places.store(from, name);
    const source = await places.source(from, name);
    const { owner, busy } = await inhabited(from, name, store);
    const archive = `${name}-archive`;
    await backedUp(archive, source);
    // Its log has nothing new when it is read; when what is beside it is, it has.
    let said = 0;
    const meanwhile: StoreSource = {
      ...source,
      about: async (conversation) => {
        if (conversation === busy && (said += 1) < 3) {
          await append(store, busy, owner, { content: `meanwhile ${said}` });
          await act(store, busy, owner, 1, { kind: 'edit', content: `otherwise ${said}` });
        }
        return source.about(conversation);
      },
    };
    await backedUp(archive, meanwhile);
    expect(said).toBeGreaterThan(1);
    expect(await verifyArchive(join(dir, archive))).toMatchObject({ backups: 2, faults: [] });
    await backedUp(archive, source);
    const now = await everything(source);
    await Promise.all([source.close(), store.close()]);
    expect(await restored(archive, from)).toEqual(now);
  },
  120_000,
);

async function* body(words: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(words);
}

test.each(['embedded', 'redis'] as const)(
  '[ARC-3] [ARC-4] bytes that %s lets go of while they are backed up are missed by nobody, and those that lie elsewhere too are kept; what a message holds all the same is missing',
  async (kind) => {
    const name = `files-of-${kind}`;
    mkdirSync(join(dir, name), { recursive: true });
    const store = await places.store(kind, name);
    const blobs = await DirectoryBlobs.open(join(dir, `${name}-bytes`));
    const owner = await newUser(store, 'owner', false);
    const { id: room } = await newRoom(store, owner);
    /** Uploaded, and sent where a conversation is named. */
    const keep = async (words: string, conversation?: ConversationId) => {
      const id = newFileId(owner.id);
      await store.files.begin({ id, bytes: 1 }, { dayBytes: 1e9, unsent: 100, lifeMs: 600_000 });
      const put = await blobs.put(id, body(words), { bytes: 1_000 });
      const file = { id, name: 'a', type: 'text/plain', createdAt: 1, ...put };
      await store.files.keep(file);
      if (conversation === undefined) return file;
      await store.files.reserve(file, conversation);
      await store.files.hold(conversation, owner.id, [put.hash], 0);
      await blobs.copy(id, conversation, put.hash);
      await append(store, conversation, owner, { parts: [{ kind: 'files', files: [file] }] });
      await store.files.confirm(id, conversation);
      await blobs.remove(id, put.hash);
      return file;
    };
    const settle = (subject: ConversationId | User['id']) =>
      settleFiles({ files: store.files, blobs }, subject, new AbortController().signal);
    const isThere = async (scope: ConversationId | FileId, hash: string): Promise<boolean> => {
      const opened = await blobs.open(scope, hash);
      opened?.stream.destroy();
      return opened !== undefined;
    };
    const [unsent, deleted, kept] = [await keep('unsent'), await keep('deleted', room), await keep('kept', room)];
    const other = await newRoom(store, owner);
    const twice = await keep('in two rooms', room);
    await keep('in two rooms', other.id);

    /** Everything that happens once the bytes were listed and before they are read. */
    const whileItIsRead = async (): Promise<void> => {
      await store.files.forsake(owner.id);
      await settle(owner.id);
      expect(await isThere(unsent.id, unsent.hash)).toBe(false);
      await act(store, room, owner, 1, { kind: 'delete' });
      await expect
        .poll(async () => {
          await settle(room);
          return isThere(room, deleted.hash);
        })
        .toBe(false);
    };
    const archive = join(dir, `${name}-archive`);
    const backUp = async (happens: (listed: Awaited<ReturnType<Blobs['list']>>) => Promise<void>) => {
      const source = await places.source(kind, name);
      const writer = await ArchiveWriter.open(archive, 'backup', Date.now());
      const list: Blobs['list'] = async (...asked) => {
        const listed = await blobs.list(...asked);
        await happens(listed);
        return listed;
      };
      const open: Blobs['open'] = (...asked) => blobs.open(...asked);
      const made = await backUpStore({ source, blobs: { list, open }, writer }, { madeBy: 'a test', store: kind }, () =>
        Date.now(),
      );
      await source.close();
      return made;
    };
    const first = await backUp(async (listed) => {
      await whileItIsRead();
      // The one that would be read first.
      const { scope = '' } = listed.blobs.find(({ hash }) => hash === twice.hash) ?? {};
      await act(store, scope as ConversationId, owner, scope === room ? 3 : 1, { kind: 'delete' });
      await expect
        .poll(async () => {
          await settle(scope as ConversationId);
          return isThere(scope as ConversationId, twice.hash);
        })
        .toBe(false);
    });
    expect(first.missing).toEqual([]);
    expect((await verifyArchive(archive)).faults).toEqual([]);
    const reader = await ArchiveReader.open(archive);
    expect([kept, twice, deleted, unsent].map(({ hash }) => reader.hasFile(hash))).toEqual([true, true, false, false]);
    const sink = await places.sink(kind, `${name}-restored`);
    const restoredBytes = await DirectoryBlobs.open(join(dir, `${name}-restored-bytes`));
    expect(await restoreArchive(reader, sink, restoredBytes)).toMatchObject({ files: 2, missing: [] });
    await sink.close();
    if (kind === 'redis') {
      // It is nobody's yet: whoever comes first gives it its name.
      const installation = { name: 'ours', dataDir: null };
      const prefix = `${name}-restored`;
      const named = { nodes: cluster.addresses, prefix, node: 'n1', clock: systemClock, installation };
      const again = await openRedisStore(named);
      expect(again.level.current).toBe(again.level.newest);
      await again.close();
      await expect(places.store(kind, prefix)).rejects.toThrow('the installation ours');
    }

    // Nobody has let go of it: in the next backup, which has all others already.
    const late = await keep('held', room);
    const second = await backUp(() => blobs.remove(room, late.hash));
    expect(second.missing).toEqual([late.hash]);
    expect((await verifyArchive(archive)).faults).toEqual([expect.stringContaining(late.hash)]);
    await store.close();
  },
  120_000,
);
