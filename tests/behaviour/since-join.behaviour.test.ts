import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const lineOf = async (person: Person, room: string): Promise<Answer | undefined> =>
  (await person.ask('inbox:list'))['entries'].find((entry: Answer) => entry['conversation'] === room);

/** A room in which two things were said before the other one came. */
async function scene() {
  const [owner, late] = [await guest(target.url, 'owner'), await guest(target.url, 'late')];
  const { room } = await owner.ask('room:create', freshName('since'));
  const id = String(room.id);
  expect(await owner.ask('room:edit', { room: id, history: 'since-join' })).toMatchObject({
    ok: true,
    room: { history: 'since-join' },
    rev: 1,
  });
  for (const content of ['one', 'two']) await owner.ask('message:room', { room: id, content });
  const joined = await late.ask('room:join', { room: id });
  expect(joined).toMatchObject({ ok: true, read: 2, messages: [], head: { seq: 2, first: 3 } });
  return { owner, late, room: id };
}

const seqsOf = ({ messages }: Answer): number[] => messages.map((message: Answer) => message['seq']);
const react = (person: Person, conversation: string, seq: number, on = true) =>
  person.ask('message:react', { conversation, seq, emoji: '👍', on });

test('[ROOM-33] what lies before the joining is in no answer, and changes to it are hidden, live and in sync', async () => {
  const { owner, late, room } = await scene();
  const device = visitor(target.url, { token: late.token });
  await device.hears('server:hello');
  await device.ask('sync', { conversations: [] });
  const before = (await lineOf(late, room))?.['head'];
  expect(before).toMatchObject({ seq: 2, rev: 1, first: 3 });
  await react(owner, room, 1);
  await owner.ask('message:room', { room, content: 'three' });
  await owner.ask('message:edit', { conversation: room, seq: 3, content: 'third' });
  for (const person of [late, device]) {
    const hidden = await person.hears('message:update', (change) => change['rev'] === 2);
    expect(hidden).toEqual({ conversation: room, prev: 1, rev: 2, id: hidden['id'], kind: 'hidden' });
    await person.hears('message:receive', (message) => message['content'] === 'three');
    await person.hears('message:update', (change) => change['kind'] === 'edit' && change['seq'] === 3);
  }
  await owner.hears('message:update', (change) => change['kind'] === 'react' && change['seq'] === 1);
  expect(seqsOf(await late.ask('history:fetch', { conversation: room }))).toEqual([3]);
  expect(await late.ask('history:fetch', { conversation: room, around: 1 })).toMatchObject({ messages: [{ seq: 3 }] });
  const held = { conversation: room, ...before };
  const { conversations } = await late.ask('sync', { conversations: [held] });
  expect(conversations[0]).toMatchObject({
    head: { seq: 3, first: 3 },
    messages: [{ seq: 3 }],
    changes: [
      { kind: 'hidden', rev: 2 },
      { kind: 'edit', rev: 3 },
    ],
  });
  // Where she is live the answer comes from memory, and begins at the same number.
  const { head } = conversations[0];
  expect((await late.ask('sync', { conversations: [{ conversation: room, ...head }] }))['conversations']).toEqual([
    expect.objectContaining({ conversation: room, head, messages: [], changes: [] }),
  ]);
  for (const [event, payload] of [
    ['message:react', { conversation: room, seq: 1, emoji: '👍', on: true }],
    ['message:edit', { conversation: room, seq: 2, content: 'x' }],
    ['message:delete', { conversation: room, seq: 2 }],
  ] as const)
    expect(await late.ask(event, payload), event).toMatchObject({ error: { code: 'not_found', field: 'seq' } });
  expect(await late.ask('message:room', { room, content: 'x', replyTo: 1 })).toMatchObject({
    error: { code: 'bad_request', field: 'replyTo' },
  });
});

test('[ROOM-33] it is switched where people are, and comes to hold at once; who comes back begins anew', async () => {
  const { owner, late, room } = await scene();
  await owner.ask('room:edit', { room, history: 'all' });
  const opened = await late.hears('message:update', (change) => change['rev'] === 2);
  expect(opened['room']).not.toHaveProperty('history');
  expect(seqsOf(await late.ask('history:fetch', { conversation: room }))).toEqual([1, 2]);
  await react(owner, room, 1);
  await late.hears('message:update', (change) => change['kind'] === 'react' && change['seq'] === 1);

  await owner.ask('room:edit', { room, history: 'since-join' });
  await late.hears('message:update', (change) => change['room']?.history === 'since-join');
  await react(owner, room, 1, false);
  expect(await late.hears('message:update', (change) => change['rev'] === 5)).toMatchObject({ kind: 'hidden' });
  await late.ask('message:room', { room, content: 'hers' });
  await late.ask('room:leave', { room });
  await owner.ask('message:room', { room, content: 'while she was out' });
  expect(await late.ask('room:join', { room })).toMatchObject({ messages: [], head: { seq: 4, first: 5 } });
  await react(owner, room, 3);
  expect(await late.hears('message:update', (change) => change['rev'] === 6)).toMatchObject({ kind: 'hidden' });
  await owner.ask('message:room', { room, content: `hello again @${String(late.me['username'])}` });
  await late.hears('message:receive', (message) => message['seq'] === 5);
  expect(await lineOf(late, room)).toMatchObject({ head: { first: 5 }, unread: 1, mentions: 1, last: { seq: 5 } });
  expect(seqsOf(await owner.ask('history:fetch', { conversation: room }))).toEqual([1, 2, 3, 4, 5]);
});
