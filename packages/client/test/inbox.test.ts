import { fail, me, other, room, settle } from '@rookery/testkit';
import { asConversationId, asRoomId } from '@rookery/protocol';
import type { Change, ConversationId, Entry } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import type { Client } from '../src/index.ts';
import { opened } from './bench.ts';

const line = (client: Client, conversation = room) =>
  client.inbox.get().entries.find((entry) => entry.conversation === conversation);

const withCounts = (members: number, online: number): Partial<Entry> => ({
  room: { id: asRoomId(room), name: 'room', topic: '', visibility: 'public', createdAt: 0, members, online },
});

describe('the inbox', () => {
  test('[CLI-8] unread is head minus read, whatever moves', async () => {
    const { server, client } = await opened({ said: 3 });
    expect(line(client)).toMatchObject({ read: 0, unread: 3 });
    server.say('four');
    server.emit('inbox:update', { prev: 1, rev: 2, read: { conversation: room, read: 2, unread: 99 } });
    expect(line(client)).toMatchObject({ read: 2, unread: 2 });
    server.say('five');
    expect(line(client)).toMatchObject({ read: 2, unread: 3, last: { content: 'five' } });
  });

  test('[CLU-9] steps that a failover took back are not built upon: what they changed is read anew', async () => {
    const { server } = await opened({ said: 3 });
    server.emit('inbox:update', { prev: 1, rev: 4, read: { conversation: room, read: 2, unread: 1 } });
    await settle();
    const listed = server.counts('inbox:list');
    server.emit('inbox:update', { prev: 2, rev: 1_002, read: { conversation: room, read: 3, unread: 0 } });
    await settle();
    expect(server.counts('inbox:list')).toBe(listed + 1);
  });

  test('[CLI-8] an own message at the head raises the mark, as it does on the server; behind it, not', async () => {
    const { server, client } = await opened({ said: 2 });
    client.send(room, 'mine');
    await settle();
    expect(line(client)).toMatchObject({ read: 0, unread: 3 });
    server.emit('inbox:update', { prev: 1, rev: 2, read: { conversation: room, read: 3, unread: 0 } });
    client.send(room, 'mine too');
    await settle();
    expect(line(client)).toMatchObject({ read: 4, unread: 0 });
  });

  test('[CLI-8] a mark that an own message raised here falls back when the server does not confirm it', async () => {
    const { server, client, clock } = await opened({ said: 2 });
    server.emit('inbox:update', { prev: 1, rev: 2, read: { conversation: room, read: 2, unread: 0 } });
    client.send(room, 'kept before the mark was there');
    await settle();
    expect(line(client)).toMatchObject({ read: 3, unread: 0 });
    server.reads.set(room, 2);
    await clock.advance(5_000);
    expect(line(client)).toMatchObject({ read: 2, unread: 1 });
  });

  test('[CLI-8, ROOM-33] a room whose history begins elsewhere is read anew: its line and what is shown of it', async () => {
    const { server, client } = await opened({ said: 3 });
    client.timeline(room).subscribe(() => undefined);
    await settle();
    const counted = () => [server.counts('inbox:list'), server.counts('history:fetch')];
    const [lists = 0, pages = 0] = counted();
    const change = { conversation: room, prev: 0, rev: 1, id: 'x', kind: 'room' as const };
    const now = { ...withCounts(2, 1).room, history: 'since-join' } as NonNullable<Entry['room']>;
    server.lines.set(room, { room: now });
    server.emit('message:update', { ...change, room: now });
    await settle();
    expect(counted()).toEqual([lists + 1, pages + 1]);
    server.emit('message:update', { ...change, prev: 1, rev: 2, room: { ...now, topic: 'another' } });
    await settle();
    expect(counted()).toEqual([lists + 1, pages + 1]);
  });

  test('[CLI-8] a line that changed in another way than by its log is replaced, and keeps what came meanwhile', async () => {
    const { server, client } = await opened({ said: 2 });
    const before = server.entry(room);
    server.say('three');
    const rights = ['read', 'remove'] as const;
    server.emit('inbox:update', { prev: 1, rev: 2, entry: { ...before, role: 'owner', rights: [...rights] } });
    expect(line(client)).toMatchObject({
      role: 'owner',
      rights,
      head: { seq: 3 },
      last: { content: 'three' },
      unread: 3,
    });
    const unknown = { ...before, conversation: asConversationId('r_elsewhere') };
    server.emit('inbox:update', { prev: 2, rev: 3, entry: unknown });
    expect(client.inbox.get().entries).toHaveLength(1);
  });

  test('[CLI-8, ROOM-17] what the reader may do is as the server says: at once, and when she is muted no longer', async () => {
    const { server, client, clock } = await opened({ said: 2 });
    const mutedUntil = clock.now() + 60_000;
    server.emit('room:rights', { conversation: room, rights: ['read'], mutedUntil, slowModeMs: 5_000 });
    expect(line(client)).toMatchObject({ rights: ['read'], mutedUntil, slowModeMs: 5_000, unread: 2 });
    server.emit('room:rights', { conversation: room, rights: ['read', 'post'] });
    expect(line(client)).toMatchObject({ rights: ['read', 'post'] });
    expect(line(client)).not.toHaveProperty('mutedUntil');
    expect(line(client)).not.toHaveProperty('slowModeMs');
    server.emit('room:rights', { conversation: asConversationId('r_elsewhere'), rights: [] });
    // The word that it is over does not come: the list is read.
    server.emit('room:rights', { conversation: room, rights: ['read'], mutedUntil: clock.now() + 60_000 });
    await clock.advance(50_000);
    expect(line(client)).toMatchObject({ rights: ['read'] });
    await clock.advance(20_000);
    await settle();
    expect(line(client)?.rights).toEqual(server.entry(room).rights);
    expect(line(client)).not.toHaveProperty('mutedUntil');
  });

  test('[CLI-8] a list that was to be read while there is no connection is read with the next, and steps go on', async () => {
    const { server, client, clock } = await opened({ said: 2 });
    server.emit('inbox:update', { prev: 1, rev: 2, read: { conversation: room, read: 2, unread: 0 } });
    client.send(room, 'raises the mark for now');
    await settle();
    server.refusals = Array.from({ length: 8 }, () => 'unreachable' as const);
    server.cut();
    await clock.advance(5_000);
    expect(client.connection.get().state).toBe('reconnecting');
    server.inboxRev = 2;
    server.reads.set(room, 3);
    await clock.advance(120_000);
    expect(client.connection.get().state).toBe('online');
    expect(line(client)).toMatchObject({ read: 3, unread: 0 });
    server.say('four');
    server.inboxRev = 4;
    server.reads.set(room, 4);
    // A hole: number 3 was not told.
    server.scripts.set('sync', ({ inbox }) => ({
      ...(inbox === undefined
        ? {}
        : { inbox: { rev: 4, changes: [{ prev: 2, rev: 4, read: { conversation: room, read: 4, unread: 0 } }] } }),
      conversations: [],
    }));
    server.emit('inbox:update', { prev: 3, rev: 4, read: { conversation: room, read: 4, unread: 0 } });
    await clock.advance(5_000);
    server.inboxRev = 5;
    server.reads.set(room, 3);
    server.emit('inbox:update', { prev: 4, rev: 5, read: { conversation: room, read: 3, unread: 1 } });
    await settle();
    expect(line(client)).toMatchObject({ read: 3, unread: 1 });
  });

  test('[CLI-13] how many belong to a room is right again after a break, whichever way it changed meanwhile', async () => {
    const { server, client, clock } = await opened({ said: 2 });
    server.lines.set(room, withCounts(2, 2));
    server.emit('inbox:update', { prev: 1, rev: 2, entry: server.entry(room) });
    expect(line(client)?.room).toMatchObject({ members: 2, online: 2 });
    server.inboxRev = 2;
    server.cut();
    server.lines.set(room, withCounts(3, 1));
    await clock.advance(5_000);
    expect(line(client)?.room).toMatchObject({ members: 3, online: 1 });
    // Too slow a client is told nothing until it has asked, too.
    server.lines.set(room, withCounts(4, 1));
    server.emit('feed:lagging', { conversation: room, head: server.log(room).head });
    await settle();
    expect(line(client)?.room).toMatchObject({ members: 4, online: 1 });
  });

  test('[CLI-13] a count that comes while the list is read is later than the list', async () => {
    const { server, client } = await opened({ said: 2 });
    server.lines.set(room, withCounts(2, 2));
    let answer = (): void => undefined;
    const entries = [server.entry(room)];
    server.scripts.set('inbox:list', async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { entries, rev: 1, next: null };
    });
    // The list is read anew.
    server.scripts.set('sync', () => ({ inbox: { reset: true }, conversations: [] }));
    server.emit('inbox:update', { prev: 1, rev: 1 });
    await settle();
    server.emit('room:update', { conversation: room, members: 3, online: 3 });
    answer();
    await settle();
    expect(line(client)?.room).toMatchObject({ members: 3, online: 3 });
  });

  test('[CLI-8] mentions are counted after the mark', async () => {
    const { server, client } = await opened();
    server.say('one', { mentions: [me.id] });
    server.say('two');
    server.say('three', { mentions: [me.id] });
    expect(line(client)?.mentions).toBe(2);
    server.emit('inbox:update', { prev: 1, rev: 2, read: { conversation: room, read: 1, unread: 2 } });
    expect(line(client)?.mentions).toBe(1);
    server.reads.set(room, 0);
    server.inboxRev = 3;
    // Back: how many lie before is read from the server.
    server.emit('inbox:update', { prev: 2, rev: 3, read: { conversation: room, read: 0, unread: 3 } });
    await settle();
    expect(line(client)).toMatchObject({ mentions: 2, unread: 3 });
  });

  test('[CLI-8, LOG-18] who calls all calls each once; an edit that still does changes nothing', async () => {
    const { server, client } = await opened();
    server.say('@all', { all: true });
    server.say('@all and @me', { all: true, mentions: [me.id] });
    server.say('@all', { all: true, user: me });
    expect(line(client)?.mentions).toBe(2);
    const lists = server.counts('inbox:list');
    const edit = (seq: number, all?: true) =>
      server.emit('message:update', {
        ...server.log(room).edit(seq, `edited ${seq}`, undefined, []),
        ...{ all },
      } as Change);
    edit(1, true);
    await settle();
    expect([line(client)?.mentions, server.counts('inbox:list')]).toEqual([2, lists]);
    edit(1);
    expect(line(client)?.mentions).toBe(1);
  });

  test('[CLI-8] an edit calls once, and takes a call back; so does a deletion', async () => {
    const { server, client } = await opened();
    server.say('one');
    server.say('two', { mentions: [me.id] });
    server.edit(1, 'one, @me', { mentions: [me.id] });
    expect(line(client)?.mentions).toBe(2);
    server.edit(1, 'one, @me!', { mentions: [me.id] });
    expect(line(client)?.mentions).toBe(2);
    server.edit(1, 'one', { mentions: [] });
    expect(line(client)?.mentions).toBe(1);
    server.emit('message:update', server.log(room).delete(2));
    expect(line(client)).toMatchObject({ mentions: 0, unread: 2 });
  });

  test('[CLI-8] an edit of a message that a list counted is counted by the server', async () => {
    const all = await opened();
    all.server.say('one');
    all.client.close();
    const client = all.again();
    client.open();
    await settle();
    expect(line(client)?.mentions).toBe(0);
    all.server.edit(1, 'one, @me', { mentions: [me.id] });
    await settle();
    expect(line(client)).toMatchObject({ mentions: 1, unread: 1 });
  });

  test('[READ-2] an edit by which one names oneself calls nobody', async () => {
    const { server, client } = await opened();
    server.say('one');
    server.say('two', { user: me });
    server.say('three');
    // Whose message it is, an edit does not tell: the server counts none.
    server.lines.set(room, { mentions: 0 });
    server.edit(2, 'two, @me', { mentions: [me.id] });
    await settle();
    expect(line(client)).toMatchObject({ mentions: 0, unread: 3 });
  });

  test('[CLI-8, LOG-17] a call by an edit of what was read is counted by the server, and stays counted until it was seen', async () => {
    const { server, client } = await opened({ said: 1 });
    server.mark(room, 1);
    server.lines.set(room, { mentions: 1, calledLate: 1 });
    server.edit(1, 'one, @me', { mentions: [me.id] });
    await settle();
    expect(line(client)).toMatchObject({ mentions: 1, unread: 0 });
    server.say('two', { mentions: [me.id] });
    server.mark(room, 2);
    expect(line(client)).toMatchObject({ mentions: 1, unread: 0, read: 2 });
    await client.markRead(room, 2);
    expect(server.asked.at(-1)?.payload).toMatchObject({ seq: 2, rev: 1 });
    server.lines.delete(room);
    const prev = server.inboxRev;
    server.inboxRev += 1;
    server.emit('inbox:update', { prev, rev: server.inboxRev, entry: server.entry(room) });
    expect(line(client)).toMatchObject({ mentions: 0, unread: 0 });
    await client.markRead(room, 2);
    expect(server.asked.at(-1)?.payload['rev']).toBeUndefined();
  });

  test('[CLI-8] mentions of before the program began are counted again when the mark goes back over them', async () => {
    const all = await opened();
    for (const content of ['one', 'two']) all.server.say(content, { mentions: [me.id] });
    all.client.close();
    const client = all.again();
    client.open();
    await settle();
    expect(line(client)?.mentions).toBe(2);
    all.server.emit('inbox:update', { prev: 1, rev: 2, read: { conversation: room, read: 2, unread: 0 } });
    expect(line(client)?.mentions).toBe(0);
    all.server.inboxRev = 3;
    all.server.emit('inbox:update', { prev: 2, rev: 3, read: { conversation: room, read: 0, unread: 2 } });
    await settle();
    expect(line(client)).toMatchObject({ mentions: 2, unread: 2 });
  });

  test('[CLI-8] steps that come twice change nothing, and a hole is asked for', async () => {
    const { server, client } = await opened({ said: 9 });
    const step = (prev: number, rev: number, read: number) => ({
      prev,
      rev,
      read: { conversation: room, read, unread: 0 },
    });
    server.emit('inbox:update', step(1, 2, 4));
    server.emit('inbox:update', step(1, 2, 4));
    server.inboxRev = 5;
    server.scripts.set('sync', ({ inbox }) => ({
      inbox: { rev: 4, changes: [step(2, 3, 6), step(3, 4, 7)].filter(({ rev }) => rev > Number(inbox)) },
      conversations: [],
    }));
    server.emit('inbox:update', step(4, 5, 8));
    expect(line(client)?.read).toBe(4);
    await settle();
    expect(line(client)?.read).toBe(8);
    expect(server.asked.at(-1)).toMatchObject({ name: 'sync', payload: { inbox: 2 } });
  });

  test('[CLI-8] a message that comes while the list is read counts', async () => {
    const { server, client } = await opened({ said: 1 });
    let release = (): void => undefined;
    server.scripts.set('inbox:list', async () => {
      const answer = { entries: [server.entry(room)], rev: 1, next: null };
      await new Promise<void>((resolve) => (release = resolve));
      return answer;
    });
    server.scripts.set('sync', () => ({ inbox: { reset: true }, conversations: [] }));
    server.emit('inbox:update', { prev: 1, rev: 1 });
    await settle();
    server.say('meanwhile', { mentions: [me.id] });
    release();
    await settle();
    expect(line(client)).toMatchObject({ unread: 2, mentions: 1, last: { content: 'meanwhile' } });
  });

  test('[CLI-8, CLU-9] what a lost life of a log called the reader for is not counted in the next one', async () => {
    const { server, client } = await opened({ said: 1 });
    server.say('lost', { mentions: [me.id] });
    server.say('lost too', { mentions: [me.id] });
    expect(line(client)?.mentions).toBe(2);
    server.log(room).rewrite('e2', ['1']);
    server.emit('conversation:reset', { conversation: room, head: server.log(room).head });
    await settle();
    expect(line(client)).toMatchObject({ unread: 1, mentions: 0 });
    server.say('two', { mentions: [me.id] });
    expect(line(client)).toMatchObject({ unread: 2, mentions: 1 });
  });

  test('[CLI-8, CLU-9] what a lost life of a log told while the list was read is not in the next one', async () => {
    const { server, client } = await opened({ said: 1 });
    const releases: (() => void)[] = [];
    server.scripts.set('inbox:list', async () => {
      const answer = { entries: [server.entry(room)], rev: 1, next: null };
      await new Promise<void>((resolve) => releases.push(resolve));
      return answer;
    });
    server.scripts.set('sync', () => ({ inbox: { reset: true }, conversations: [] }));
    server.emit('inbox:update', { prev: 1, rev: 1 });
    await settle();
    server.say('lost', { mentions: [me.id] });
    server.scripts.delete('sync');
    server.log(room).rewrite('e2', ['1']);
    server.emit('conversation:reset', { conversation: room, head: server.log(room).head });
    // The list of the old life is read once more, and again where it shows another life than the one that is followed.
    for (let release = releases.shift(); release; release = releases.shift()) {
      release();
      await settle();
    }
    expect(line(client)).toMatchObject({
      unread: 1,
      mentions: 0,
      head: { epoch: 'e2', seq: 1 },
      last: { content: '1' },
    });
  });

  test('[CLI-8] what is gained while away is there, live; what is lost is gone', async () => {
    const { server, client } = await opened({ said: 1 });
    const gained = asConversationId('r_gained');
    server.cut();
    server.log(gained).append('hello');
    server.inboxRev = 3;
    server.scripts.set('sync', ({ inbox, conversations }) => ({
      ...(inbox === undefined
        ? {}
        : {
            inbox: {
              rev: 3,
              changes: [
                { prev: 1, rev: 2, added: server.entry(gained) },
                { prev: 2, rev: 3, removed: room },
              ],
            },
          }),
      conversations: (conversations as { conversation: typeof room }[]).map((held) =>
        held.conversation === gained
          ? server.log(gained).since(held as never)
          : { conversation: held.conversation, head: null, messages: [], changes: [], more: false, reset: true },
      ),
    }));
    client.tryNow();
    await settle();
    expect(client.inbox.get().entries.map(({ conversation }) => conversation)).toEqual([gained]);
    expect(client.timeline(room).get().state).toBe('gone');
    server.say('live', { conversation: gained });
    expect(line(client, gained)).toMatchObject({ unread: 2, last: { content: 'live' } });
  });

  test('[CLI-12] what is lost is kept with its reason, once that is known, until it is gained again', async () => {
    const { server, client } = await opened({ said: 1 });
    const before = server.entry(room);
    const departures = () => client.inbox.get().departures;
    server.emit('inbox:update', { prev: 1, rev: 2, removed: asConversationId('r_never_had'), why: 'left' });
    server.emit('inbox:update', { prev: 2, rev: 3, removed: room });
    expect([...departures().values()]).toEqual([{ entry: expect.objectContaining({ conversation: room }) as Entry }]);
    server.emit('inbox:update', { prev: 3, rev: 4, removed: room, why: 'removed', by: other.id });
    expect([...departures()]).toMatchObject([[room, { why: 'removed', by: other.id }]]);
    // What another says afterwards is not the reason.
    server.emit('inbox:update', { prev: 4, rev: 5, removed: room, why: 'left' });
    expect(departures().get(room)).toMatchObject({ why: 'removed', by: other.id });
    server.emit('inbox:update', { prev: 5, rev: 6, added: before });
    expect(departures().size).toBe(0);
  });

  test('[CLI-12] what a list read anew no longer holds was lost without a reason', async () => {
    const { server, client } = await opened({ said: 1 });
    const entry = line(client);
    server.scripts.set('sync', () => ({ inbox: { reset: true }, conversations: [] }));
    server.scripts.set('inbox:list', () => ({ entries: [], rev: 9, next: null }));
    // A number that is its own predecessor: the steps are gone.
    server.emit('inbox:update', { prev: 1, rev: 1 });
    await settle();
    expect(client.inbox.get()).toMatchObject({ state: 'ready', entries: [] });
    expect([...client.inbox.get().departures]).toEqual([[room, { entry }]]);
  });

  test('[CLI-8] an invitation is shown, and not read from', async () => {
    const { server, client } = await opened();
    const invited = asConversationId('r_private');
    const before = server.counts('sync');
    server.emit('inbox:update', { prev: 1, rev: 2, added: { ...server.entry(invited), invited: true } });
    await settle();
    expect(line(client, invited)?.invited).toBe(true);
    expect(server.counts('sync')).toBe(before);
  });

  test('[CLI-5] the message that brings a conversation is heard, and all since; of a room that one joins, what is said from then on', async () => {
    const { server, client } = await opened({ said: 1 });
    const heard: unknown[] = [];
    client.on('message', ({ content }) => heard.push(content));
    const [direct, group, hall] = ['d_new', 'g_new', 'r_new'].map(asConversationId) as [
      ConversationId,
      ConversationId,
      ConversationId,
    ];
    const brings = (conversation: ConversationId, fields: Partial<Entry>, rev: number) =>
      server.emit('inbox:update', { prev: rev - 1, rev, added: { ...server.entry(conversation), ...fields } });
    for (const conversation of [direct, group, hall])
      for (const content of ['first', 'second']) server.log(conversation).append(`${conversation} ${content}`);
    brings(direct, { kind: 'direct', read: 0 }, 2);
    brings(group, { kind: 'group', read: 0 }, 3);
    brings(hall, { kind: 'room', read: 2 }, 4);
    await settle();
    for (const conversation of [direct, group, hall]) server.say(`${conversation} third`, { conversation });
    await settle();
    const of = (conversation: string) => heard.filter((content) => String(content).startsWith(conversation));
    expect(of(direct)).toEqual(['d_new first', 'd_new second', 'd_new third']);
    expect(of(group)).toEqual(['g_new first', 'g_new second', 'g_new third']);
    expect(of(hall)).toEqual(['r_new third']);
    expect(heard).toHaveLength(7);
    expect(line(client, direct)).toMatchObject({ head: { seq: 3 }, unread: 3 });
  });

  test('[CLI-5] a conversation that a list lacked and that is back goes on where it was: nothing is heard twice', async () => {
    const { server, client } = await opened({ listens: true });
    const heard: unknown[] = [];
    client.on('message', ({ content }) => heard.push(content));
    const direct = asConversationId('d_new');
    server.log(direct).append('first');
    const added = (): Entry => ({ ...server.entry(direct), kind: 'direct', read: 0 });
    server.emit('inbox:update', { prev: 1, rev: 2, added: added() });
    await settle();
    server.emit('inbox:update', { prev: 2, rev: 3, removed: direct });
    server.log(direct).append('second');
    server.emit('inbox:update', { prev: 3, rev: 4, added: added() });
    await settle();
    server.say('third', { conversation: direct });
    await settle();
    expect(heard).toEqual(['first', 'second', 'third']);
  });

  test('[CLI-6] a list that fails in passing is read when it can be', async () => {
    const all = await opened();
    all.client.close();
    all.server.scripts.set('inbox:list', () => fail('unavailable', 1_000));
    const client = all.again();
    client.open();
    await all.clock.advance(5_000);
    expect(client.inbox.get().state).toBe('loading');
    expect(all.server.counts('inbox:list')).toBeLessThan(8);
    all.server.scripts.delete('inbox:list');
    await all.clock.advance(5_000);
    expect(client.inbox.get().state).toBe('ready');
  });

  test('lines keep their places when the list is read again', async () => {
    const { server, client } = await opened();
    const second = asConversationId('r_second');
    server.emit('inbox:update', { prev: 1, rev: 2, added: server.entry(second) });
    const order = () => client.inbox.get().entries.map(({ conversation }) => conversation);
    expect(order()).toEqual([second, room]);
    server.inboxRev = 3;
    server.scripts.set('sync', () => ({ inbox: { reset: true }, conversations: [] }));
    server.emit('inbox:update', { prev: 3, rev: 3 });
    await settle();
    expect(order()).toEqual([second, room]);
  });
});

describe('presence', () => {
  test('is asked for once for all who watch, for the latest 500, and again on a new connection', async () => {
    const { server, client, clock } = await opened();
    server.scripts.set('presence:watch', ({ users }) => ({
      states: (users as string[]).map((user) => ({ user, online: true, lastSeen: null })),
    }));
    const ids = Array.from({ length: 510 }, (_, index) => `u_${index}` as typeof me.id);
    const stopAll = client.watchPresence(ids);
    const one = client.presenceOf(ids[0] as typeof me.id);
    const stopOne = one.subscribe(() => undefined);
    await clock.advance(200);
    expect(server.counts('presence:watch')).toBe(1);
    const users = server.asked.at(-1)?.payload['users'] as string[];
    expect(users).toHaveLength(500);
    expect(users).toContain(ids[0]);
    expect(one.get()?.online).toBe(true);
    stopAll();
    await clock.advance(200);
    expect(server.asked.at(-1)?.payload['users']).toEqual([ids[0]]);
    server.cut();
    client.tryNow();
    await clock.advance(200);
    expect(server.counts('presence:watch')).toBe(3);
    stopOne();
  });
});
