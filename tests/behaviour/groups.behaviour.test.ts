import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { call } from './http-program.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const notFound = { ok: false, error: { code: 'not_found' } };
const forbidden = { ok: false, error: { code: 'forbidden' } };
const idOf = (person: { readonly me: Answer }): string => String(person.me['id']);
const lineOf = async (person: Person, conversation: string): Promise<Answer | undefined> =>
  (await person.ask('inbox:list'))['entries'].find((entry: Answer) => entry['conversation'] === conversation);

async function group() {
  const people = [await guest(target.url), await guest(target.url), await guest(target.url)] as const;
  const [a, b, c] = people;
  const opened = await a.ask('direct:open', { users: [b.me['username'], idOf(c)] });
  expect(opened).toMatchObject({ ok: true, read: 0, head: { seq: 0, first: 1 } });
  return { a, b, c, people, id: String(opened['conversation']) };
}

test('[ROOM-30] a group: one for its people, heard by all of them, with what belongs to any conversation', async () => {
  const { a, b, c, people, id } = await group();
  expect(id).toMatch(/^g_/);
  const again = await Promise.all([
    b.ask('direct:open', { users: [idOf(a), idOf(c), idOf(a)] }),
    c.ask('direct:open', { users: [idOf(c), idOf(b), idOf(a)] }),
    call(target.url, 'direct:open', { users: [idOf(b), idOf(c)] }, a.token).then(({ answer }) => answer),
  ]);
  for (const answer of again) expect(answer).toMatchObject({ ok: true, conversation: id });

  for (const person of people) {
    const line = await lineOf(person, id);
    expect(line).toMatchObject({ kind: 'group', unread: 0 });
    expect(line?.['users'].map((user: Answer) => user['id'])).toEqual(people.map(idOf).toSorted());
    expect(line?.['rights']).toEqual(['read', 'post', 'reply', 'react', 'attach', 'mention_all', 'pin']);
    expect(line).not.toHaveProperty('role');
  }
  const content = `hello @${String(b.me['username'])}`;
  expect(await a.ask('message:room', { conversation: id, content })).toMatchObject({ ok: true, seq: 1 });
  expect(await c.ask('message:room', { room: id, content: 'and to you', replyTo: 1 })).toMatchObject({ seq: 2 });
  for (const person of people) {
    const first = await person.hears('message:receive', (message) => message['conversation'] === id);
    expect(first).toMatchObject({ seq: 1, content });
    expect(first).not.toHaveProperty('to');
  }
  expect(await lineOf(b, id)).toMatchObject({ unread: 2, mentions: 1, last: { seq: 2, content: 'and to you' } });
  await b.ask('message:react', { conversation: id, seq: 1, emoji: '👍', on: true });
  expect(await b.ask('message:edit', { conversation: id, seq: 1, content: 'not hers' })).toMatchObject(forbidden);
  expect(await a.ask('message:edit', { conversation: id, seq: 1, content: 'edited' })).toMatchObject({ ok: true });
  expect(await a.ask('message:delete', { conversation: id, seq: 2 })).toMatchObject(forbidden);
  await c.hears('message:update', (change) => change['kind'] === 'edit' && change['seq'] === 1);
  expect(await b.ask('read:mark', { conversation: id, seq: 2 })).toMatchObject({ read: 2, unread: 0 });
  await a.ask('typing:set', { conversation: id, on: true });
  await b.hears('typing:update', (typing) => typing['conversation'] === id);
  expect((await a.ask('history:fetch', { conversation: id }))['messages']).toMatchObject([
    { content: 'edited', reactions: [{ emoji: '👍', count: 1 }] },
    { content: 'and to you' },
  ]);
  expect((await c.ask('room:members', { conversation: id }))['members']).toHaveLength(3);
  const held = { conversation: id, epoch: (await lineOf(a, id))?.['head'].epoch, seq: 0, rev: 0 };
  const missed = (await a.ask('sync', { conversations: [held] }))['conversations'][0];
  expect(missed).toMatchObject({ head: { seq: 2, rev: 2 }, messages: [{ seq: 1 }, { seq: 2 }] });
});

test('[ROOM-30] with one other it is the direct conversation; nobody who is unknown or gone is opened with', async () => {
  const [a, b, gone] = [await guest(target.url), await guest(target.url), await guest(target.url)];
  const { conversation } = await a.ask('direct:open', { users: [b.me['username']] });
  expect(conversation).toMatch(/^d_/);
  const sent = await b.ask('message:private', { to: idOf(a), content: 'hi' });
  expect(sent).toMatchObject({ conversation, seq: 1 });
  expect(await a.ask('direct:open', { users: [idOf(a), idOf(b)] })).toMatchObject({ conversation, head: { seq: 1 } });
  const own = await a.ask('direct:open', { users: [idOf(a)] });
  expect(own['conversation']).toMatch(/^d_/);
  expect(own['conversation']).not.toBe(conversation);

  expect(await a.ask('direct:open', { users: [idOf(b), freshName('nobody')] })).toMatchObject(notFound);
  await gone.ask('user:leave');
  expect(await a.ask('direct:open', { users: [idOf(b), idOf(gone)] })).toMatchObject(notFound);
  const other = await guest(target.url);
  await other.ask('user:block', { user: idOf(a), on: true });
  expect(await a.ask('direct:open', { users: [idOf(b), idOf(other)] })).toMatchObject(notFound);
  expect(await other.ask('direct:open', { users: [idOf(b), idOf(a)] })).toMatchObject({ ok: true });
  expect(await a.ask('direct:open', { users: [idOf(b), idOf(other)] })).toMatchObject(notFound);
  const nine = Array.from({ length: 9 }, (_, index) => `u_${index}`);
  expect(await a.ask('direct:open', { users: nine })).toMatchObject({ error: { code: 'too_large', field: 'users' } });
  for (const users of [[], 'b', [7]])
    expect(await a.ask('direct:open', { users })).toMatchObject({ error: { code: 'bad_request', field: /^users/ } });
});

test('[ROOM-30] for everybody else a group does not exist, and its people cannot change it', async () => {
  const { a, b, id } = await group();
  const stranger = await guest(target.url);
  await a.ask('message:room', { conversation: id, content: 'between us' });
  const ghost = `g_${'x'.repeat(22)}`;
  const questions: [string, object][] = [
    ['message:room', { conversation: id, content: 'x' }],
    ['message:private', { conversation: id, content: 'x' }],
    ['message:edit', { conversation: id, seq: 1, content: 'x' }],
    ['message:delete', { conversation: id, seq: 1 }],
    ['message:react', { conversation: id, seq: 1, emoji: '👍', on: true }],
    ['history:fetch', { conversation: id }],
    ['read:mark', { conversation: id, seq: 1 }],
    ['typing:set', { conversation: id, on: true }],
    ['room:members', { conversation: id }],
    ['room:join', { conversation: id }],
    ['room:leave', { conversation: id }],
    ['room:edit', { conversation: id, name: 'mine' }],
    ['room:edit', { conversation: id, topic: 'mine' }],
    ['room:invite', { conversation: id, user: idOf(b) }],
    ['room:remove', { conversation: id, user: idOf(b) }],
    ['room:role', { conversation: id, user: idOf(b), role: 'owner' }],
    ['room:mute', { conversation: id, user: idOf(b), until: null }],
    ['room:ban', { conversation: id, user: idOf(b) }],
    ['room:bans', { conversation: id }],
    ['room:delete', { conversation: id }],
  ];
  for (const [event, payload] of questions) {
    const answer = await stranger.ask(event, payload);
    expect(answer, event).toMatchObject(notFound);
    const ofNone = await stranger.ask(event, JSON.parse(JSON.stringify(payload).replaceAll(id, ghost)));
    expect(answer, event).toEqual(ofNone);
  }
  for (const [event, payload] of questions.slice(12))
    expect(await a.ask(event, payload), event).toMatchObject(forbidden);
  expect(
    await stranger.ask('sync', { conversations: [{ conversation: id, epoch: 'x', seq: 0, rev: 0 }] }),
  ).toMatchObject({ conversations: [{ head: null, reset: true }] });
  expect(await lineOf(b, id)).toMatchObject({ kind: 'group', unread: 1 });
});

test('[ROOM-31, ROOM-32] left, it is out of her inbox until the next message; named, it has the name for all', async () => {
  const { a, b, c, id } = await group();
  await a.ask('message:room', { conversation: id, content: 'one' });
  const device = visitor(target.url, { token: b.token });
  await device.hears('server:hello');
  await device.ask('sync', { conversations: [] });
  expect(await b.ask('room:leave', { room: id })).toEqual({ ok: true });
  for (const person of [b, device])
    expect(await person.hears('inbox:update', (step) => step['removed'] === id)).toMatchObject({ why: 'left' });
  expect(await lineOf(b, id)).toBeUndefined();

  expect(await a.ask('room:edit', { conversation: id, name: 'Lunch' })).toEqual({ ok: true, rev: 0 });
  const renamed = await c.hears('inbox:update', (step) => step['entry']?.conversation === id);
  expect(renamed['entry']).toMatchObject({ kind: 'group', name: 'Lunch' });

  await c.ask('message:room', { conversation: id, content: 'two' });
  for (const person of [b, device]) {
    const back = await person.hears('inbox:update', (step) => step['added']?.last?.content === 'two');
    expect(back['added']).toMatchObject({ name: 'Lunch', read: 1, unread: 1, last: { content: 'two' } });
    const said = await person.hears('message:receive', (message) => message['content'] === 'two');
    expect(said).toMatchObject({ conversation: id, seq: 2 });
  }
  await a.ask('message:room', { conversation: id, content: 'three' });
  for (const person of [b, device]) await person.hears('message:receive', (message) => message['content'] === 'three');
});
