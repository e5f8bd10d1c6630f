import { ManualClock, me, other, room, ScriptedServer, SeededRandom, settle } from '@rookery/testkit';
import { asConversationId } from '@rookery/protocol';
import type { Message } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { DeviceCopy } from '../src/copy/device-copy.ts';
import { createClient, memorySession } from '../src/index.ts';
import type { Client } from '../src/index.ts';
import { shown } from './bench.ts';
import { MemoryCopy } from './memory-copy.ts';

const second = asConversationId('r_00000000000000000000000002');
const lookMs = 5_000;

/** One device, its server, and each time that the program runs there. */
function device(said: number) {
  const clock = new ManualClock();
  const random = new SeededRandom(1);
  const server = new ScriptedServer(clock.now);
  for (let seq = 1; seq <= said; seq += 1) server.log(room).append(`old ${seq}`);
  const storage = new MemoryCopy();
  const session = memorySession({ token: 't', user: me });
  const run = (): Client => {
    const client = createClient({
      ...{ transport: server, clock, session, random: random.next, randomBytes: random.fill },
      copy: (parts) => Promise.resolve(new DeviceCopy(storage, parts)),
    });
    client.open();
    return client;
  };
  /** Runs, looks at the rooms, and is closed a while after. */
  const before = async (looksAt = [room], act: () => void = () => undefined): Promise<void> => {
    const client = run();
    for (const one of looksAt) client.timeline(one).subscribe(() => undefined);
    await settle();
    await clock.advance(lookMs);
    act();
    await settle();
    await clock.advance(lookMs);
    client.close();
    await settle();
  };
  const unplug = (): void => void server.refusals.push(...Array.from({ length: 50 }, () => 'unreachable' as const));
  const plugIn = (client: Client): Promise<unknown> => {
    server.refusals = [];
    client.tryNow();
    return settle();
  };
  return { clock, server, storage, session, run, before, unplug, plugIn };
}

const numbers = (client: Client): number[] => client.timeline(room).messages.map(({ seq }) => seq);

describe('[CLI-60] what was read before', () => {
  test('is there without a network, and goes on from where it ends, without a page read anew', async () => {
    const { server, before, run, unplug, plugIn } = device(120);
    server.settings = {
      name: 'ours',
      registration: 'open',
      guests: true,
      roomCreation: 'member',
      linkPreviews: true,
      findEverybody: false,
      retentionDays: null,
      retentionMessages: null,
    };
    await before([room], () => server.edit(100, 'edited live'));
    unplug();
    const client = run();
    const heard: string[] = [];
    client.on('step', ({ kind }) => heard.push(kind));
    client.timeline(room).subscribe(() => undefined);
    await settle();
    expect(client.connection.get().state).toBe('reconnecting');
    expect(client.inbox.get()).toMatchObject({ state: 'ready', entries: [{ conversation: room }] });
    expect(client.people.get(other.id)?.displayName).toBe(other.displayName);
    expect(client.server.get()?.name).toBe('ours');
    expect(shown(client)).toHaveLength(50);
    expect(shown(client).at(-21)).toBe('edited live');
    client.send(room, 'written on a train');
    expect(shown(client).at(-1)).toBe('~written on a train');

    server.say('said meanwhile', { lost: true });
    server.edit(99, 'edited meanwhile', { lost: true });
    server.log(room).delete(98);
    const asked = server.asked.length;
    await plugIn(client);
    expect(shown(client).slice(-3)).toEqual(['old 120', 'said meanwhile', 'written on a train']);
    expect(client.timeline(room).messages.find(({ seq }) => seq === 99)?.content).toBe('edited meanwhile');
    expect(client.timeline(room).messages.find(({ seq }) => seq === 98)?.content).toBeUndefined();
    expect(server.asked.slice(asked).map(({ name }) => name)).not.toContain('history:fetch');
    expect(server.asked.slice(asked).map(({ name }) => name)).not.toContain('inbox:list');
    // What was missed while nothing ran is no news; what comes now is.
    expect(heard.filter((kind) => kind === 'change')).toEqual([]);
    server.say('now');
    expect(heard.at(-1)).toBe('message');
    client.close();
  });

  test('is in the inbox and in the timeline at once for a program that waits for it', async () => {
    const { before, run, unplug } = device(120);
    await before();
    unplug();
    const client = run();
    expect(client.inbox.get().state).toBe('loading');
    await client.untilShown(room);
    expect(client.inbox.get().state).toBe('ready');
    expect(client.timeline(room).get().state).toBe('ready');
    expect(shown(client).at(-1)).toBe('old 120');
    // One that is not hers, or that nothing is kept of, is not waited for.
    await client.untilShown(asConversationId('r_elsewhere'));
    client.close();
  });

  test('is asked of the storage at once, the open conversation with the list', async () => {
    const { before, run, unplug, storage } = device(120);
    await before();
    unplug();
    const asked: string[] = [];
    let answer: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    const { load, log } = storage;
    storage.load = async (user) => {
      asked.push('overview');
      await waiting;
      return load.call(storage, user);
    };
    storage.log = (user, conversation) => {
      asked.push(conversation);
      return log.call(storage, user, conversation);
    };
    const client = run();
    const isShown = client.untilShown(room);
    await settle();
    expect(new Set(asked)).toEqual(new Set(['overview', room]));
    answer();
    await isShown;
    expect(shown(client).at(-1)).toBe('old 120');
    expect(asked).toHaveLength(2);
    client.close();
  });

  test('is never joined with what is live over a hole: 20,000 missed stand after it, to be read', async () => {
    const { server, before, run, unplug, plugIn } = device(120);
    await before();
    for (let count = 0; count < 20_000; count += 1) server.log(room).append(`missed ${count}`);
    server.log(room).edit(110, 'edited meanwhile');
    unplug();
    const client = run();
    client.timeline(room).subscribe(() => undefined);
    await settle();
    await plugIn(client);
    expect(shown(client).at(-1)).toBe('old 120');
    expect(shown(client).at(-11)).toBe('edited meanwhile');
    expect(client.timeline(room).get().hasNewer).toBe(true);
    server.say('live');
    await client.timeline(room).loadNewer();
    expect(numbers(client)).toEqual(numbers(client).map((_, index) => index + (numbers(client)[0] ?? 0)));
    expect(shown(client)).not.toContain('live');
    await client.timeline(room).showLatest();
    expect(shown(client).at(-1)).toBe('live');
    expect(numbers(client)[0]).toBeGreaterThan(20_000);
    client.close();
  });

  test('of a log that was rewritten, or begins later now, is shown no longer than until that is known', async () => {
    const { server, before, run, unplug, plugIn } = device(120);
    await before();
    server.log(room).first = 101;
    unplug();
    const later = run();
    later.timeline(room).subscribe(() => undefined);
    await settle();
    expect(numbers(later)[0]).toBe(71);
    await plugIn(later);
    expect(numbers(later)[0]).toBe(101);
    later.close();

    const log = server.log(room);
    log.epoch = 'e2';
    log.messages = [];
    log.first = 1;
    log.append('another life');
    unplug();
    const rewritten = run();
    rewritten.timeline(room).subscribe(() => undefined);
    await settle();
    expect(numbers(rewritten).length).toBeGreaterThan(1);
    await plugIn(rewritten);
    expect(shown(rewritten)).toEqual(['another life']);
    rewritten.close();
  });

  test('of a room that was not opened again is caught up when it is, and nobody hears of it twice', async () => {
    const { server, clock, before, run } = device(20);
    server.log(second).append('of the second');
    await before([room, second]);
    // A run that looks at one of them only: the overview is newer than the copy of the other.
    await before([second], () => void server.say('while only the other was open'));
    const client = run();
    const heard: Message[] = [];
    client.on('message', (message) => heard.push(message));
    await settle();
    server.say('first live one');
    server.edit(3, 'edited');
    await clock.advance(lookMs);
    const asked = server.counts('history:fetch');
    client.timeline(room).subscribe(() => undefined);
    await settle();
    expect(server.counts('history:fetch')).toBe(asked);
    expect(shown(client).slice(-3)).toEqual(['old 20', 'while only the other was open', 'first live one']);
    expect(shown(client)[2]).toBe('edited');
    expect(heard.map(({ content }) => content)).toEqual(['first live one']);
    expect(client.inbox.get().entries.find(({ conversation }) => conversation === room)?.head.seq).toBe(22);
    client.close();
  });
});

describe('[CLI-61] what is kept', () => {
  test('goes with the membership, the session, and whoever signs in', async () => {
    const { server, clock, storage, before, run, session } = device(5);
    await before();
    expect([...storage.logs.keys()]).toEqual([room]);
    const client = run();
    client.timeline(room).subscribe(() => undefined);
    await settle();
    server.inboxRev += 1;
    server.emit('inbox:update', { prev: server.inboxRev - 1, rev: server.inboxRev, removed: room, why: 'removed' });
    await settle();
    expect([...storage.logs.keys()]).toEqual([]);
    await clock.advance(lookMs);
    expect(JSON.parse(storage.overview?.text ?? '{}')).toMatchObject({ entries: [] });
    await client.leave();
    expect(storage.overview).toBeNull();
    client.close();

    session.save({ token: 't', user: me });
    await before();
    // It was ended on another device.
    server.users.delete('t');
    const ended = run();
    await settle();
    expect(ended.session.get()).toEqual({ state: 'none', ended: true });
    expect([storage.overview, storage.logs.size]).toEqual([null, 0]);
    await clock.advance(lookMs);
    expect(storage.overview).toBeNull();
    ended.close();
  });

  test('is the newest 500 messages, and a storage that is full or never answers changes nothing', async () => {
    const { server, clock, storage, run } = device(1_200);
    const client = run();
    client.timeline(room).subscribe(() => undefined);
    await settle();
    await client.timeline(room).loadOlder(700);
    await clock.advance(lookMs);
    const kept = JSON.parse(storage.logs.get(room) ?? '{}') as { messages: Message[] };
    expect([kept.messages.length, kept.messages.at(-1)?.seq]).toEqual([500, 1_200]);
    const { saves } = storage;
    await clock.advance(lookMs);
    expect(storage.saves).toBe(saves);
    storage.isFull = true;
    for (let count = 0; count < 6; count += 1) {
      server.say(`live ${count}`);
      await clock.advance(lookMs);
    }
    expect(storage.saves).toBe(saves + 3);
    expect(shown(client).at(-1)).toBe('live 5');
    client.close();

    storage.isStuck = true;
    const stuck = run();
    stuck.timeline(room).subscribe(() => undefined);
    await settle();
    expect(stuck.inbox.get().state).toBe('loading');
    await clock.advance(2_500);
    await settle();
    expect(stuck.inbox.get().state).toBe('ready');
    expect(shown(stuck).at(-1)).toBe('live 5');
    stuck.close();
    storage.isStuck = false;
  });
});
