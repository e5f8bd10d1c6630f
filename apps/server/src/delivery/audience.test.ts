import { asRoomId, asUserId } from '@rookery/protocol';
import type { Head, User } from '@rookery/protocol';
import { beforeEach, expect, test } from 'vitest';
import type { ConversationState } from '../domain/conversation.ts';
import { Few } from '../domain/few.ts';
import { Audience } from './audience.ts';
import { Connection } from './connection.ts';
import { FlushSchedule } from './flush-schedule.ts';
import { ReaderFirsts } from './reader-firsts.ts';
import { Frame } from './frame.ts';
import type { Listener } from './listener.ts';

const conversation = asRoomId('r_audience');
const schedule = new FlushSchedule();
const kilobytes100 = 'x'.repeat(100_000);
const position = (seq: number): Head => ({ epoch: 'one', seq, rev: 0, first: 1 }) as Head;

let head: number;
let online: number[];
let lagged: number;
let devices: { readonly user: User; readonly connection: Connection }[];
let audience: Audience;
let firsts: ReaderFirsts;

beforeEach(() => {
  [head, online, lagged, devices] = [0, [], 0, []];
  audience = new Audience(
    {
      conversation,
      get state() {
        return { head: position(head) } as ConversationState;
      },
    },
    (firsts = new ReaderFirsts()),
    { setOnlineIn: (_conversation, count) => online.push(count) },
    { delivered: () => undefined, lagged: () => (lagged += 1) },
    (user) => devices.filter((device) => device.user.id === user).map(({ connection }) => connection),
  );
});

/** A device of `name`; it takes nothing while it is stuck. */
function device(name: string) {
  const written: Frame[] = [];
  const socket = { stuck: false, ended: false, writable: (): void => undefined };
  const connection = new Connection(
    {
      write: (frames) => {
        if (!socket.stuck) written.push(...frames);
        return !socket.stuck;
      },
      whenRead: (done) => done(),
      whenWritable: (again) => (socket.writable = again),
      pauseReading: () => undefined,
      resumeReading: () => undefined,
      close: () => (socket.ended = true),
      cutOff: () => (socket.ended = true),
    },
    schedule,
  );
  const user: User = { id: asUserId(`u_${name}`), username: name, displayName: name, guest: true, rev: 0 };
  connection.user = user;
  devices.push({ user, connection });
  const goOn = (): void => {
    socket.stuck = false;
    connection.queue.flush();
    socket.writable();
  };
  const heard = (): unknown[] => {
    connection.queue.flush();
    return written.map(({ text }) => {
      const [event, payload] = JSON.parse(text.slice(1)) as [string, { seq?: number; head?: Head }];
      return payload.seq ?? [event, payload.head?.seq];
    });
  };
  return { connection, socket, goOn, heard };
}

function say(times = 1, content = ''): void {
  for (let said = 0; said < times; said += 1) {
    head += 1;
    const frame = Frame.event('message:receive', { seq: head, content } as never);
    audience.deliver({ frame, seq: head, rev: 0, subject: head, hidden: null });
  }
}

/** So much that a queue is full. */
const sayTooMuch = (): void => say(12, kilobytes100);

/** A device that was stuck, and has been told of it. */
function laggingDevice(name: string) {
  const slow = device(name);
  audience.attach(slow.connection);
  slow.socket.stuck = true;
  sayTooMuch();
  slow.goOn();
  return slow;
}

test('[DEL-3] too slow a connection is told where the head is when there is room again, and only that', () => {
  const slow = device('slow');
  const quick = device('quick');
  for (const { connection } of [slow, quick]) audience.attach(connection);
  slow.socket.stuck = true;
  for (let seq = 1; seq <= 12; seq += 1) {
    say(1, kilobytes100);
    quick.connection.queue.flush();
  }
  expect([lagged, audience.isBehind(slow.connection), audience.isBehind(quick.connection)]).toEqual([1, true, false]);
  say();
  slow.goOn();
  say();
  expect(slow.heard().at(-1)).toEqual(['feed:lagging', 13]);
  expect(quick.heard()).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
});

test('[DEL-3] what is said while it catches up follows the answer, without what the answer held', () => {
  const slow = laggingDevice('slow');
  const told = slow.heard().length;
  say();
  audience.beginCatchUp(slow.connection);
  say(3);
  // A second `sync` beside the first.
  audience.beginCatchUp(slow.connection);
  say(2);
  expect(slow.heard().slice(told)).toEqual([]);
  audience.caughtUp(slow.connection, position(15));
  say();
  expect(slow.heard().slice(told)).toEqual([16, 17, 18, 19]);
  expect(audience.isBehind(slow.connection)).toBe(false);
});

test('[DEL-3] more than a queue holds is not kept: it is told again that it lags', () => {
  const slow = laggingDevice('slow');
  const told = slow.heard().length;
  audience.beginCatchUp(slow.connection);
  sayTooMuch();
  audience.caughtUp(slow.connection, position(12));
  slow.connection.send('server:drain', { reconnectInMs: 1 });
  slow.heard();
  expect(slow.heard().slice(told).at(-1)).toEqual(['feed:lagging', 24]);
  expect(audience.isBehind(slow.connection)).toBe(true);
});

test('[RES-7] who has no room for what no later event repeats falls behind, and asks; a classic one, which cannot, goes without', () => {
  const [slow, classic, quick] = [device('slow'), device('classic'), device('quick')];
  classic.connection.session = { id: 's', kind: 'classic', token: '' as never, expiresAt: 0 };
  for (const { connection, socket } of [slow, classic, quick]) {
    audience.attach(connection);
    socket.stuck = connection !== quick.connection;
  }
  const news = Frame.event('room:update', { conversation, members: 3, online: 3 });
  // Something else has filled their queues.
  for (const { connection } of [slow, classic])
    for (const frame of [Frame.event('message:receive', { content: kilobytes100 } as never), news])
      while (connection.offer(frame));
  audience.tell(news);
  expect([slow, classic, quick].map(({ connection }) => audience.isBehind(connection))).toEqual([true, false, false]);
  expect([classic.socket.ended, quick.heard().length]).toEqual([false, 1]);
  slow.goOn();
  expect(slow.heard().at(-1)).toEqual(['feed:lagging', 0]);
});

test('[DEL-3] a reset makes worthless what was kept', () => {
  const slow = laggingDevice('slow');
  audience.beginCatchUp(slow.connection);
  audience.reset(position(head));
  audience.caughtUp(slow.connection, position(head));
  expect(audience.isBehind(slow.connection)).toBe(true);
});

test('one that catches up in vain is told to ask; a classic one, which cannot, listens from there', () => {
  const [one, classic] = [device('one'), device('classic')];
  classic.connection.session = { id: 's', kind: 'classic', token: '' as never, expiresAt: 0 };
  for (const { connection } of [one, classic]) {
    expect(audience.attachLater(connection)).toBe(true);
    expect(audience.attachLater(connection)).toBe(false);
  }
  say();
  for (const { connection } of [one, classic]) audience.giveUpCatchUp(connection);
  say();
  expect([audience.isBehind(one.connection), audience.isBehind(classic.connection)]).toEqual([true, false]);
  expect(classic.heard()).toEqual([2]);
  classic.socket.stuck = true;
  sayTooMuch();
  expect([classic.socket.ended, audience.isBehind(classic.connection)]).toEqual([true, false]);
});

test('users are counted, not their devices; who has gone is neither told nor waited for', () => {
  const [first, second, other] = [device('ann'), device('ann'), device('bob')];
  for (const { connection } of [first, second, other]) audience.attach(connection);
  audience.detach(first.connection);
  expect(online).toEqual([1, 2]);
  audience.detachUser(asUserId('u_ann'));
  expect([online.at(-1), [...audience.users()]]).toEqual([1, ['u_bob']]);
  audience.detach(laggingDevice('slow').connection);
  audience.detach(other.connection);
  expect([audience.isEmpty, audience.online]).toEqual([true, 0]);
});

test('a listener need not be a socket: one that cannot sync is ended when it lags', () => {
  const [taken, acts]: [string[], string[]] = [[], []];
  const stream: Listener = {
    id: 'stream',
    userId: asUserId('u_stream'),
    sessionId: null,
    closed: false,
    canSync: false,
    audiences: new Few(),
    offer: ({ text }) => taken.length < 2 && taken.push(text) > 0,
    push: ({ text }) => void taken.push(text),
    fellBehind: () => acts.push('fell behind'),
    renamed: () => undefined,
    disconnect: () => acts.push('ended'),
  };
  audience.attach(stream);
  expect([audience.online, stream.audiences.size]).toEqual([1, 1]);
  say(3);
  expect([taken.length, acts, lagged]).toEqual([2, ['ended'], 1]);
  expect([audience.isEmpty, stream.audiences.size]).toEqual([true, 0]);
});

test('[ROOM-33] each is told from where on she reads, and of a change to what is before it that there was one; of whom that is not known is told to ask', async () => {
  const [old, late, other] = [device('old'), device('late'), device('other')];
  firsts.follow(true, () => []);
  for (const { connection } of [old, late]) audience.attach(connection);
  const known = new Map([
    [asUserId('u_old'), 1],
    [asUserId('u_late'), 2],
  ]);
  await firsts.learn(() => Promise.resolve(known));
  say(2);
  const change = (subject: number): void =>
    audience.deliver({
      frame: Frame.event('message:update', { seq: -subject } as never),
      seq: 0,
      rev: subject,
      subject,
      hidden: Frame.event('message:update', { seq: -100 } as never),
    });
  for (const subject of [1, 2, 0]) change(subject);
  expect(old.heard()).toEqual([1, 2, -1, -2, 0]);
  expect(late.heard()).toEqual([2, -100, -2, 0]);
  audience.attach(other.connection);
  say();
  expect([old.heard().at(-1), late.heard().at(-1), audience.isBehind(other.connection)]).toEqual([3, 3, true]);
  expect(audience.headFor(late.connection)).toMatchObject({ seq: 3, first: 2 });
});
