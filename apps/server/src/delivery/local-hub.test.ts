import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { User } from '@rookery/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { systemClock } from '../domain/clock.ts';
import { rightsOf } from '../domain/rights.ts';
import { threadIdOf } from '../domain/thread-id.ts';
import { append, newRoom, newUser, until } from '../ports/contracts/fixtures.ts';
import type { ConversationAnnouncement } from '../ports/announcements.ts';
import type { Store } from '../ports/store.ts';
import { Connection } from './connection.ts';
import { FlushSchedule } from './flush-schedule.ts';
import { LocalHub } from './local-hub.ts';
import { Profiles } from './profiles.ts';
import { ShownReceipts } from './shown-receipts.ts';

let dataDir: string;
let store: Store;
let hub: LocalHub;
const schedule = new FlushSchedule();

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rookery-hub-'));
  store = await openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
});
afterEach(async () => {
  hub.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const openHub = (over: Store, repaired: () => void = () => undefined): LocalHub => {
  const count = (): void => undefined;
  return (hub = new LocalHub(over, new Profiles(over.people), new ShownReceipts(over.privacy), {
    heard: count,
    moved: count,
    gaveOut: count,
    repaired,
    delivered: count,
    lagged: count,
    reset: count,
  }));
};

/** A device of `user` on this node, with the packets that it was written. */
async function device(user: User): Promise<{ readonly connection: Connection; readonly packets: string[] }> {
  const packets: string[] = [];
  const connection = new Connection(
    {
      write: (frames) => {
        packets.push(...frames.map((frame) => frame.text));
        return true;
      },
      whenRead: (done) => done(),
      whenWritable: () => undefined,
      pauseReading: () => undefined,
      resumeReading: () => undefined,
      close: () => undefined,
      cutOff: () => undefined,
    },
    schedule,
  );
  connection.user = user;
  hub.connections.add(connection);
  hub.signIn(connection);
  await connection.ready;
  return { connection, packets };
}

/** A port of which some calls go another way. */
const within = <Port extends object>(port: Port, instead: Partial<Port>): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const own: unknown = Reflect.get(instead, name) ?? Reflect.get(target, name);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });

const heardOf = (packets: readonly string[]): number[] =>
  packets.flatMap((packet) => {
    const [event, payload] = JSON.parse(packet.slice(1)) as [string, { readonly seq: number }];
    return event === 'message:receive' ? [payload.seq] : [];
  });

test.each([1, 3, 250])(
  '[RES-3] %i messages that come between the reading of her new line and the listening are told to her, once and in order',
  async (count) => {
    let between = async (): Promise<void> => undefined;
    const { users } = store;
    const slow: Store = {
      ...store,
      users: {
        conversations: (user) => users.conversations(user),
        inbox: (user, cursor, limit) => users.inbox(user, cursor, limit),
        since: (user, rev) => users.since(user, rev),
        follow: (user, thread, on) => users.follow(user, thread, on),
        touch: (user, conversation) => users.touch(user, conversation),
        mark: (user, conversation, seq, back) => users.mark(user, conversation, seq, back),
        line: async (user, conversation) => {
          const line = await users.line(user, conversation);
          await between();
          return line;
        },
      },
    };
    openHub(slow);
    const [owner, comer] = [await newUser(store), await newUser(store)];
    const room = await newRoom(store, owner);
    const [owners, comers] = [await device(owner), await device(comer)];
    await append(store, room.id, owner);
    await until('the feed is live', () => heardOf(owners.packets).length === 1);
    between = async () => {
      for (let index = 0; index < count; index += 1) await append(store, room.id, owner);
      await until('the others have heard it', () => heardOf(owners.packets).length === 1 + count);
      // What comes while the rest is read for her is neither lost nor told twice.
      between = async () => undefined;
      void append(store, room.id, owner);
    };
    await store.membership.join(room.id, comer.id, Date.now());
    // Each of the messages between is on the disk before the next.
    const isTold = (): boolean => comers.packets.some((packet) => packet.includes('inbox:update'));
    await until('she is told of the room', isTold, 15_000);
    await append(store, room.id, owner);
    const last = count + 3;
    if (count > 200) {
      // Too much to be told live: she is asked to read it.
      await until('she is told to catch up', () => comers.packets.some((packet) => packet.includes('feed:lagging')));
      return;
    }
    await until('she has heard the last', () => heardOf(comers.packets).at(-1) === last);
    expect(heardOf(comers.packets)).toEqual(Array.from({ length: count + 2 }, (_, index) => index + 2));
  },
);

test('[PEO-3] a message by somebody unknown here waits for her name, and those behind it for theirs, and for nothing else', async () => {
  const asked: string[][] = [];
  let answer = async (): Promise<void> => undefined;
  const { people } = store;
  const slow: Store = {
    ...store,
    people: {
      claimName: (user, holder, of) => people.claimName(user, holder, of),
      holderOf: (username) => people.holderOf(username),
      setProfile: (user, rev, edit) => people.setProfile(user, rev, edit),
      rename: (user, rev, username) => people.rename(user, rev, username),
      retire: (user, by) => people.retire(user, by),
      conversationsOf: (user) => people.conversationsOf(user),
      search: (query, cursor, limit) => people.search(query, cursor, limit),
      named: (query) => people.named(query),
      listen: (hearing) => people.listen(hearing),
      users: async (ids) => {
        asked.push([...ids]);
        await answer();
        return people.users(ids);
      },
    },
  };
  openHub(slow);
  const [owner, stranger, other] = [
    await newUser(store, 'owner'),
    await newUser(store, 'stranger'),
    await newUser(store, 'other'),
  ];
  const room = await newRoom(store, owner);
  for (const { id } of [stranger, other]) await store.membership.join(room.id, id, 1);
  const { packets } = await device(owner);
  await append(store, room.id, owner);
  await until('she is known', () => heardOf(packets).length === 1);
  let release = (): void => undefined;
  let fails = 2;
  answer = async () => {
    await new Promise<void>((resolve) => (release = resolve));
    if ((fails -= 1) >= 0) throw new Error('the store is away');
  };
  asked.length = 0;
  for (const author of [stranger, owner, other, stranger, owner]) await append(store, room.id, author);
  expect(heardOf(packets)).toEqual([1]);
  const pump = setInterval(() => release(), 10);
  await until('all is delivered', () => heardOf(packets).at(-1) === 6);
  clearInterval(pump);
  expect(heardOf(packets)).toEqual([1, 2, 3, 4, 5, 6]);
  const names = packets.flatMap((packet) => {
    const [event, payload] = JSON.parse(packet.slice(1)) as [string, { user: { displayName: string } }];
    return event === 'message:receive' ? [payload.user.displayName] : [];
  });
  expect(names).toEqual(['owner', 'stranger', 'owner', 'other', 'stranger', 'owner']);
  expect(new Set(asked.flat())).toEqual(new Set([stranger.id, other.id]));
});

test('[LOG-6, RES-3] the first message of a direct conversation is told to both, also when it is kept before her new line is read', async () => {
  const { users } = store;
  let isKept = (): void => undefined;
  const kept = new Promise<void>((resolve) => (isKept = resolve));
  const late: Store = {
    ...store,
    users: {
      conversations: (user) => users.conversations(user),
      inbox: (user, cursor, limit) => users.inbox(user, cursor, limit),
      since: (user, rev) => users.since(user, rev),
      follow: (user, thread, on) => users.follow(user, thread, on),
      mark: (user, conversation, seq, back) => users.mark(user, conversation, seq, back),
      touch: (user, conversation) => users.touch(user, conversation),
      line: async (user, conversation) => {
        await kept;
        return users.line(user, conversation);
      },
    },
  };
  openHub(late);
  const [writer, other] = [await newUser(store), await newUser(store)];
  const [writers, others] = [await device(writer), await device(other)];
  const { facts } = await store.rooms.openDirect(writer.id, other.id, Date.now());
  await hub.gain(writer.id, facts.id);
  await append(store, facts.id, writer);
  isKept();
  await append(store, facts.id, writer);
  await until('both have heard both', () => [writers, others].every(({ packets }) => heardOf(packets).at(-1) === 2));
  expect(heardOf(others.packets)).toEqual([1, 2]);
  expect(heardOf(writers.packets)).toEqual([1, 2]);
});

test('[DEL-8] news of another life of the log is asked about once, and does not keep what follows', async () => {
  let tell: (announcement: ConversationAnnouncement) => void = () => undefined;
  const { announcements } = store;
  let reads = 0;
  const overheard: Store = {
    ...store,
    announcements: {
      listenToUser: (user, hearing) => announcements.listenToUser(user, hearing),
      listenToConversation: (conversation, hearing) => {
        tell = (announcement) => hearing.hear(announcement);
        return announcements.listenToConversation(conversation, hearing);
      },
      tellTyping: () => undefined,
      tellRead: () => undefined,
      health: () => announcements.health(),
    },
  };
  openHub(overheard, () => (reads += 1));
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const { packets } = await device(owner);
  await append(store, room.id, owner);
  await until('the feed is live', () => heardOf(packets).length === 1);
  const page = await store.log.page({ conversation: room.id, reader: owner.id, limit: 1 });
  const [message] = page.status === 'refused' ? [] : page.messages;
  if (!message) throw new Error('nothing was kept');
  tell({ kind: 'message', epoch: 'another life', removals: 0, message: { ...message, seq: 191 } });
  await append(store, room.id, owner);
  await until('what follows is told', () => heardOf(packets).at(-1) === 2);
  expect(heardOf(packets)).toEqual([1, 2]);
  expect(reads).toBeLessThanOrEqual(2);
});

test('[RES-7] how many belong to a room is told though nobody heard who came; who is online, of all nodes', async () => {
  const { announcements, presence } = store;
  let readOn: () => void = () => undefined;
  const deaf: Store = {
    ...store,
    presence: {
      set: (user, isOnline) => presence.set(user, isOnline),
      states: (users) => presence.states(users),
      onChange: (listener) => presence.onChange(listener),
      setOnlineIn: (conversation, online) => presence.setOnlineIn(conversation, online),
      // Six of them are with other nodes.
      onlineIn: async (conversations) => (await presence.onlineIn(conversations)).map((online) => online + 6),
      onlineUsers: (limit) => presence.onlineUsers(limit),
      close: () => presence.close(),
    },
    announcements: {
      listenToUser: (user, hearing) => announcements.listenToUser(user, hearing),
      listenToConversation: (conversation, hearing) => {
        readOn = () => hearing.missed();
        return announcements.listenToConversation(conversation, { hear: () => undefined, missed: () => undefined });
      },
      tellTyping: () => undefined,
      tellRead: () => undefined,
      health: () => announcements.health(),
    },
  };
  openHub(deaf);
  const [owner, comer] = [await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  const { packets } = await device(owner);
  await store.membership.join(room.id, comer.id, 1);
  readOn();
  const told = (): unknown[] =>
    packets.flatMap((packet) => {
      const [event, payload] = JSON.parse(packet.slice(1)) as [string, unknown];
      return event === 'room:update' ? [payload] : [];
    });
  await until('she is told', () => told().length > 0);
  expect(told()).toEqual([{ conversation: room.id, members: 2, online: 7 }]);
});

test('[DEL-2] a feed whose reads see more than it has been told yet tells everything, once and in order', async () => {
  const { announcements } = store;
  const untold: (() => void)[] = [];
  let readOn: () => void = () => undefined;
  const late: Store = {
    ...store,
    announcements: {
      listenToUser: (user, hearing) => announcements.listenToUser(user, hearing),
      listenToConversation: (conversation, hearing) => {
        readOn = () => hearing.missed();
        return announcements.listenToConversation(conversation, {
          hear: (announcement) => untold.push(() => hearing.hear(announcement)),
          missed: () => hearing.missed(),
        });
      },
      tellTyping: () => undefined,
      tellRead: () => undefined,
      health: () => announcements.health(),
    },
  };
  openHub(late);
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const { packets } = await device(owner);
  const rounds = 20;
  for (let round = 0; round < rounds; round += 1) {
    for (let count = 0; count < 3; count += 1) await append(store, room.id, owner);
    // The read sees all three; meanwhile some that were there before it are told, and others after it.
    readOn();
    for (const tell of untold.splice(0, 1 + (round % 4))) tell();
    await append(store, room.id, owner);
    if (round % 3 === 0) await until('the read is over', () => heardOf(packets).length >= 4 * round + 3);
  }
  for (const tell of untold.splice(0)) tell();
  await until('she has heard the last', () => heardOf(packets).at(-1) === 4 * rounds);
  expect(heardOf(packets)).toEqual(Array.from({ length: 4 * rounds }, (_, index) => index + 1));
});

test('[THR-5] who lets go of a thread and follows it again, while other steps of hers are applied, hears it', async () => {
  const { users } = store;
  let between = async (): Promise<void> => undefined;
  openHub({
    ...store,
    users: within(users, {
      line: async (user, conversation) => {
        await between();
        return users.line(user, conversation);
      },
    }),
  });
  const [owner, reader] = [await newUser(store), await newUser(store)];
  const [room, other] = [await newRoom(store, owner), await newRoom(store, owner)];
  await store.membership.join(room.id, reader.id, 1);
  const { id, seq } = await append(store, room.id, owner);
  const thread = threadIdOf(room.id, seq, id) ?? expect.unreachable();
  const reply = { needs: rightsOf('reply') };
  await append(store, thread, reader, reply);
  const { packets } = await device(reader);
  let goOn = (): void => undefined;
  const may = new Promise<void>((resolve) => (goOn = resolve));
  between = () => may;
  await store.membership.join(other.id, reader.id, 2);
  await store.users.follow(reader.id, thread, false);
  await store.users.follow(reader.id, thread, true);
  const isAdded = (): boolean => packets.some((packet) => packet.includes('"added"') && packet.includes(thread));
  goOn();
  await until('she is told that she follows it', isAdded);
  await append(store, thread, owner, { ...reply, content: 'heard again' });
  await until('she hears it', () => packets.some((packet) => packet.includes('heard again')));
});

test('[RES-3, THR-5] what is read for whoever begins to follow a thread, before it is heard, is told to her once', async () => {
  const { announcements, users } = store;
  let between = async (): Promise<void> => undefined;
  let untold: (() => void)[] | null = null;
  openHub({
    ...store,
    users: within(users, {
      line: async (user, conversation) => {
        await between();
        return users.line(user, conversation);
      },
    }),
    announcements: within(announcements, {
      listenToConversation: (conversation, hearing) =>
        announcements.listenToConversation(conversation, {
          hear: (heard) => (untold ? untold.push(() => hearing.hear(heard)) : hearing.hear(heard)),
          missed: () => hearing.missed(),
        }),
    }),
  });
  const [owner, reader] = [await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  await store.membership.join(room.id, reader.id, 1);
  const { id, seq } = await append(store, room.id, owner);
  const thread = threadIdOf(room.id, seq, id) ?? expect.unreachable();
  const reply = { needs: rightsOf('reply') };
  await append(store, thread, owner, reply);
  const [owners, readers] = [await device(owner), await device(reader)];
  const heardIn = (packets: readonly string[]) => heardOf(packets.filter((packet) => packet.includes(thread)));
  let goOn = (): void => undefined;
  const may = new Promise<void>((resolve) => (goOn = resolve));
  between = () => may;
  await append(store, thread, owner, { ...reply, mentions: [reader.id] });
  await until('the feed has it', () => heardIn(owners.packets).includes(2));
  untold = [];
  await append(store, thread, owner, reply);
  goOn();
  await until('she is told what was said since', () => heardIn(readers.packets).includes(2));
  const late = untold;
  untold = null;
  for (const tell of late) tell();
  await until('she hears the last', () => heardIn(readers.packets).at(-1) === 3);
  await append(store, thread, owner, reply);
  await until('she hears what follows', () => heardIn(readers.packets).at(-1) === 4);
  expect(heardIn(readers.packets)).toEqual([2, 3, 4]);
});

test('[DEL-2] who may still listen is looked up within a repair: all is told once and in order', async () => {
  const { announcements, people, membership } = store;
  let hearing: { missed: () => void } = { missed: () => undefined };
  let isDeaf = false;
  let answer = async (): Promise<void> => undefined;
  const asked: string[] = [];
  openHub({
    ...store,
    announcements: within(announcements, {
      listenToConversation: (conversation, heard) => {
        hearing = heard;
        return announcements.listenToConversation(conversation, {
          hear: (announcement) => (isDeaf ? undefined : heard.hear(announcement)),
          missed: () => heard.missed(),
        });
      },
    }),
    people: within(people, {
      users: async (ids) => {
        await answer();
        return people.users(ids);
      },
    }),
    membership: within(membership, {
      membersAmong: (conversation, users) => {
        asked.push(...users);
        return membership.membersAmong(conversation, users);
      },
    }),
  });
  const [owner, stranger] = [await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  await store.membership.join(room.id, stranger.id, 1);
  const { packets } = await device(owner);
  await append(store, room.id, owner);
  await until('the feed is live', () => heardOf(packets).length === 1);
  // Nobody hears of the next one; a repair reads it, and waits for who wrote it.
  let release = (): void => undefined;
  const mayAnswer = new Promise<void>((resolve) => (release = resolve));
  let waits = 0;
  answer = () => {
    waits += 1;
    return mayAnswer;
  };
  isDeaf = true;
  await append(store, room.id, stranger);
  isDeaf = false;
  hearing.missed();
  await until('the repair is under way', () => waits > 0);
  hub.feed(room.id)?.recheck();
  await append(store, room.id, owner);
  // Whatever would be read beside it has been by then.
  await store.membership.membersAmong(room.id, [owner.id]);
  release();
  await until('she has heard the last', () => heardOf(packets).at(-1) === 3);
  await until('it was looked up', () => asked.includes(owner.id));
  await append(store, room.id, owner);
  await until('what follows is told', () => heardOf(packets).at(-1) === 4);
  expect(heardOf(packets)).toEqual([1, 2, 3, 4]);
});

test('[ROOM-6] whoever was removed hears nothing at a device that comes before her own news do', async () => {
  const { announcements, membership } = store;
  let isDeaf = false;
  openHub({
    ...store,
    announcements: within(announcements, {
      listenToUser: (user, heard) =>
        announcements.listenToUser(user, {
          hear: (announcement) => (isDeaf ? undefined : heard.hear(announcement)),
          missed: () => heard.missed(),
        }),
    }),
  });
  const [owner, member] = [await newUser(store), await newUser(store)];
  const room = await newRoom(store, owner);
  await membership.join(room.id, member.id, 1);
  const [owners, first] = [await device(owner), await device(member)];
  await append(store, room.id, owner);
  await until('both hear', () => [owners, first].every(({ packets }) => heardOf(packets).length === 1));
  isDeaf = true;
  await membership.leave(room.id, member.id);
  await until('the room knows', () => hub.feed(room.id)?.audience.users().has(member.id) === false);
  const second = await device(member);
  await append(store, room.id, owner);
  await until('it was told', () => heardOf(owners.packets).length === 2);
  expect([first, second].map(({ packets }) => heardOf(packets))).toEqual([[1], []]);
});
