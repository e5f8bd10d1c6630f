import { fail, me, other, room, settle, userOf } from '@rookery/testkit';
import { asConversationId, limits } from '@rookery/protocol';
import type { Entry, User } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { People } from '../src/index.ts';
import type { Client } from '../src/index.ts';
import { opened } from './bench.ts';

const renamed = (user: User, displayName: string, rev: number): User => ({ ...user, displayName, rev });
const authors = (client: Client): string[] => client.timeline(room).messages.map(({ user }) => user.displayName);
const line = (client: Client, conversation = room): Entry | undefined =>
  client.inbox.get().entries.find((entry) => entry.conversation === conversation);

describe('the book of people', () => {
  test('[CLI-11] of two states the one with the higher rev is right, whichever comes first', async () => {
    const people = new People();
    people.learn([renamed(other, 'Second', 2)]);
    people.learn([renamed(other, 'First', 1)]);
    expect(people.get(other.id)).toMatchObject({ displayName: 'Second', rev: 2 });
    people.learn([{ id: other.id, username: 'other', displayName: 'Third', rev: 3 }]);
    expect(people.get(other.id)).toMatchObject({ displayName: 'Third', guest: true });
  });

  test('[CLI-11] tells of a page once, and a watcher of her own person only', async () => {
    const people = new People();
    let pages = 0;
    let told = 0;
    people.all.subscribe(() => (pages += 1));
    const stop = people.of(other.id).subscribe(() => (told += 1));
    people.learn([me, other, userOf('third')]);
    people.learn([userOf('fourth')]);
    await settle();
    expect([pages, told]).toEqual([1, 1]);
    people.learn([renamed(me, 'I', 1)]);
    await settle();
    expect([pages, told]).toEqual([2, 1]);
    people.learn([me, other]);
    await settle();
    expect([pages, told]).toEqual([2, 1]);
    stop();
    people.learn([renamed(other, 'Other', 1)]);
    await settle();
    expect(told).toBe(1);
  });

  test('[CLI-11] keeps 5,000 people, and those who are watched', async () => {
    const people = new People();
    people.learn([other]);
    people.of(other.id).subscribe(() => undefined);
    people.learn(Array.from({ length: 6_000 }, (_, index) => userOf(`u${index}`)));
    await settle();
    expect(people.all.get().size).toBe(5_000);
    expect(people.get(other.id)).toBeDefined();
    expect(people.get(userOf('u0').id)).toBeUndefined();
    expect(people.get(userOf('u5999').id)).toBeDefined();
  });
});

describe('people as they are now', () => {
  test('[CLI-11] who is gone is so in the timeline and the inbox, at once', async () => {
    const { server, client } = await opened({ said: 2 });
    const direct = asConversationId('d_us');
    server.emit('inbox:update', { prev: 1, rev: 2, added: { ...server.entry(direct), kind: 'direct', user: other } });
    server.emit('people:update', { users: [{ ...other, deactivated: true, rev: 1 }] });
    await settle();
    expect(line(client, direct)?.user).toMatchObject({ id: other.id, deactivated: true });
    expect(client.timeline(room).messages.at(-1)).toMatchObject({ user: { id: other.id, deactivated: true } });
    // News that do not say it are older.
    server.say('late', { user: other });
    expect(client.timeline(room).messages.at(-1)).toMatchObject({ content: 'late', user: { deactivated: true } });
  });

  test('[CLI-11] a name that changed changes in the timeline, the inbox, a quote, and for oneself', async () => {
    const { server, client } = await opened({ said: 60 });
    const direct = asConversationId('d_us');
    server.emit('inbox:update', {
      prev: 1,
      rev: 2,
      added: { ...server.entry(direct), kind: 'direct', user: other },
    });
    const group = asConversationId('g_us');
    const added = { ...server.entry(group), kind: 'group' as const, users: [me, other] };
    server.emit('inbox:update', { prev: 2, rev: 3, added });
    server.emit('people:update', { users: [renamed(other, 'Another', 1), renamed(me, 'Myself', 1)] });
    await settle();
    expect(new Set(authors(client))).toEqual(new Set(['Another']));
    expect(client.timeline(room).get().items[0]).toMatchObject({
      message: { user: { displayName: 'Another', rev: 1 } },
    });
    expect(line(client)?.last?.user.displayName).toBe('Another');
    expect(line(client, direct)?.user?.displayName).toBe('Another');
    expect(line(client, group)?.users?.map(({ displayName }) => displayName)).toEqual(['Myself', 'Another']);
    expect(client.session.get()).toMatchObject({ user: { displayName: 'Myself' } });
    // Not held, and answered by a node that has not heard of it yet.
    expect((await client.timeline(room).find(2))?.user.displayName).toBe('Another');
    await client.timeline(room).loadOlder();
    server.say('by its old name', { user: other });
    expect(authors(client)).toHaveLength(61);
    expect(new Set(authors(client))).toEqual(new Set(['Another']));
    expect(line(client)?.last).toMatchObject({ content: 'by its old name', user: { displayName: 'Another' } });
  });

  test('[CLI-11] a new name in a message is the name of all that was said before', async () => {
    const { server, client } = await opened({ said: 3 });
    server.say('renamed', { user: renamed(other, 'Another', 4), from: 'other' });
    await settle();
    expect(authors(client)).toEqual(['Another', 'Another', 'Another', 'Another']);
  });

  test('[CLI-11] after a lost connection those who are shown are looked up, until that succeeds', async () => {
    const { server, client, clock } = await opened({ said: 3 });
    expect(server.counts('people:look')).toBe(0);
    let failures = 2;
    server.scripts.set('people:look', () =>
      (failures -= 1) >= 0 ? fail('unavailable') : { users: [renamed(other, 'Another', 1)], next: null },
    );
    server.cut();
    await clock.advance(60_000);
    expect(authors(client)).toEqual(['Another', 'Another', 'Another']);
    expect(server.asked.findLast(({ name }) => name === 'people:look')?.payload).toEqual({ users: [other.id] });
    expect(limits.lookUsers).toBeGreaterThan(1);
  });
});
