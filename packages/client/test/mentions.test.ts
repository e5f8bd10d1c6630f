import { me, room, settle } from '@rookery/testkit';
import { asRoomId } from '@rookery/protocol';
import type { Entry } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import type { Client } from '../src/index.ts';
import { opened } from './bench.ts';

const line = (client: Client) => client.inbox.get().entries.find((entry) => entry.conversation === room);

const shown: NonNullable<Entry['room']> = {
  ...{ id: asRoomId(room), name: 'room', topic: '', visibility: 'public', createdAt: 0 },
  ...{ members: 2, online: 1 },
};

describe('what a client counts by itself, and a line that is older than what it has counted', () => {
  test('[CLI-8] a mark that is raised over some of the mentions that a list counted leaves those after it', async () => {
    const all = await opened();
    all.server.say('one', { mentions: [me.id] });
    all.server.say('two');
    all.server.say('three', { mentions: [me.id] });
    all.client.close();
    const client = all.again();
    client.open();
    await settle();
    expect(line(client)?.mentions).toBe(2);
    all.server.mark(room, 2);
    await settle();
    expect(line(client)).toMatchObject({ mentions: 1, unread: 1 });
  });

  test('[CLI-8] a line that was read before a deletion and comes after it brings back neither the call nor the name', async () => {
    const { server, client } = await opened();
    server.say('one');
    server.say('two', { mentions: [me.id] });
    const before = server.entry(room);
    expect(before.mentions).toBe(1);
    server.emit('message:update', server.log(room).delete(2));
    const change = { conversation: room, prev: 1, rev: 2, id: 'x', kind: 'room' as const };
    server.emit('message:update', { ...change, room: { ...shown, name: 'renamed' } });
    expect(line(client)).toMatchObject({ mentions: 0, unread: 2, room: { name: 'renamed' } });
    server.emit('inbox:update', { prev: 1, rev: 2, entry: { ...before, rights: ['read'] } });
    await settle();
    expect(line(client)).toMatchObject({
      mentions: 0,
      unread: 2,
      rights: ['read'],
      room: { name: 'renamed' },
      last: { deleted: true },
      head: { rev: 2 },
    });
    server.say('three', { mentions: [me.id] });
    expect(line(client)).toMatchObject({ mentions: 1, unread: 3 });
  });

  test('[CLI-8] a line that was read before a mention and comes after it does not take the call back', async () => {
    const { server, client } = await opened();
    server.say('one', { mentions: [me.id] });
    const before = server.entry(room);
    server.say('two', { mentions: [me.id] });
    server.emit('inbox:update', { prev: 1, rev: 2, entry: before });
    expect(line(client)).toMatchObject({ mentions: 2, unread: 2 });
  });

  test('[CLI-8, READ-4] mentions that are kept no longer do not count, told live or after an absence', async () => {
    const { server, client, clock } = await opened();
    for (const content of ['one', 'two', 'three']) server.say(content, { mentions: [me.id] });
    server.log(room).first = 2;
    server.emit('conversation:trimmed', { conversation: room, first: 2 });
    expect(line(client)).toMatchObject({ mentions: 2, unread: 2 });
    server.cut();
    server.log(room).first = 3;
    await clock.advance(30_000);
    expect(client.connection.get().state).toBe('online');
    expect(line(client)).toMatchObject({ mentions: 1, unread: 1 });
  });
});
