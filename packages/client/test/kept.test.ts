import { ManualClock, me, room, ScriptedServer, settle } from '@rookery/testkit';
import type { AnswerOf, Change, Message, RequestOf, UserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { applyChange } from '../src/apply-change.ts';
import { createClient, memorySession } from '../src/index.ts';
import { Keeping } from '../src/keeping.ts';

test('[KEEP-3] what other devices keep is told, and what is sent later gets an id of the client', async () => {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock.now);
  const client = createClient({ transport: server, clock, session: memorySession({ token: 't', user: me }) });
  const asked: object[] = [];
  server.scripts.set('later:add', (request) => {
    asked.push(request);
    return { id: 'l1' };
  });
  client.open();
  await settle();
  const told: string[] = [];
  client.on('draft', ({ content }) => told.push(content));
  server.emit('draft:update', { conversation: room, content: 'Dear all', at: 5 });
  await settle();
  expect(told).toEqual(['Dear all']);
  expect(await new Keeping(client).sendLater(room, 'good morning', 99, { replyTo: 3, silent: true })).toBe('l1');
  expect(asked).toEqual([
    { conversation: room, content: 'good morning', sendAt: 99, silent: true, replyTo: 3, clientId: expect.any(String) },
  ]);
});

test('[KEEP-10] a draft has the number of its state, and the list says which are gone', async () => {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock.now);
  const client = createClient({ transport: server, clock, session: memorySession({ token: 't', user: me }) });
  server.scripts.set('draft:set', ({ content }) => (content === '' ? {} : { rev: 7 }));
  const gone = [{ conversation: room, rev: 8 }];
  server.scripts.set('drafts:list', () => ({ drafts: [], gone }));
  client.open();
  await settle();
  const keeping = new Keeping(client);
  expect(await keeping.setDraft(room, 'Dear all')).toBe(7);
  // A server that does not say so.
  expect(await keeping.setDraft(room, '')).toBeUndefined();
  expect(await keeping.allDrafts()).toEqual({ drafts: [], gone });
  expect(await keeping.drafts()).toEqual([]);
});

test('[KEEP-7] a change of a poll tells what the reader chose where it names people, and leaves it where it does not', () => {
  const [ann, ben] = ['u_ann', 'u_ben'] as UserId[];
  const poll = (users?: UserId[]) => ({
    ...{ question: 'When?', multiple: false, anonymous: users === undefined },
    options: [
      { text: 'now', count: 1, ...(users ? { users } : {}) },
      { text: 'later', count: 0, ...(users ? { users: [] } : {}) },
    ],
  });
  const message = { seq: 1, poll: { ...poll(), mine: [0] } } as unknown as Message;
  const change = (users?: UserId[]): Change => ({
    ...{ conversation: room, prev: 0, rev: 1, id: 'c', kind: 'poll', seq: 1, poll: poll(users) },
  });
  expect(applyChange(message, change([ben as UserId]), ann ?? null).poll?.mine).toEqual([]);
  expect(applyChange(message, change([ann as UserId]), ann ?? null).poll?.mine).toEqual([0]);
  expect(applyChange(message, change(), ann ?? null).poll?.mine).toEqual([0]);
});

test('[RET-4] admins list what is held, page by page, hold a conversation with a reason, and let it go', async () => {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock.now);
  const client = createClient({ transport: server, clock, session: memorySession({ token: 't', user: me }) });
  type Hold = AnswerOf<'hold:list'>['holds'][number];
  let held: readonly Hold[] = [];
  const asked: object[] = [];
  server.scripts.set('hold:set', (request) => {
    const { conversation, user, on, reason } = request as RequestOf<'hold:set'>;
    if (conversation === undefined) {
      asked.push({ user, on, reason });
      return {};
    }
    held = held.filter((one) => one.conversation !== conversation);
    if (on) held = [...held, { conversation, by: me, at: 5, ...(reason === undefined ? {} : { reason }) }];
    return {};
  });
  server.scripts.set('hold:list', (request) => {
    asked.push(request);
    return { holds: [...held], next: null };
  });
  client.open();
  await settle();
  const keeping = new Keeping(client);
  await keeping.setHold(room, true, 'a lawsuit');
  expect(await keeping.holds({ limit: 50 })).toEqual({
    ...{ holds: [{ conversation: room, by: me, at: 5, reason: 'a lawsuit' }], next: null },
  });
  await keeping.setHoldOfPerson('alice', true, 'a lawsuit');
  expect(asked.pop()).toEqual({ user: 'alice', on: true, reason: 'a lawsuit' });
  await keeping.setHold(room, true);
  expect((await keeping.holds()).holds).toEqual([{ conversation: room, by: me, at: 5 }]);
  await keeping.setHold(room, false);
  expect((await keeping.holds()).holds).toEqual([]);
  expect(asked).toEqual([{ limit: 50 }, {}, {}]);
});
