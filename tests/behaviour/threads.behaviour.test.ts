import { classic, everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { call } from './http-program.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const refused = (code: string) => ({ ok: false, error: { code } });
const idOf = (person: { readonly me: Answer }): string => String(person.me['id']);
const lineOf = async (person: Person, conversation: string): Promise<Answer | undefined> =>
  (await person.ask('inbox:list'))['entries'].find((entry: Answer) => entry['conversation'] === conversation);
const inConversation = (conversation: string) => (payload: Answer) => payload['conversation'] === conversation;
const open = (person: Person, conversation: string, seq = 1) => person.ask('thread:open', { conversation, seq });
const say = (person: Person, conversation: string, content: string, more = {}) =>
  person.ask('message:room', { conversation, content, ...more });

/** A room of three, in which the first has said something; `thread` is under that. */
async function scene(details: object = {}) {
  const [ann, bea, cai] = [await guest(target.url), await guest(target.url), await guest(target.url)];
  const { room } = await ann.ask('room:create', { name: freshName('room'), ...details });
  const id = String(room.id);
  for (const person of [bea, cai]) {
    if (room.visibility === 'private') await ann.ask('room:invite', { room: id, user: idOf(person) });
    await person.ask('room:join', { room: id });
  }
  await say(ann, id, 'root');
  const opened = await open(ann, id);
  expect(opened).toMatchObject({ ok: true, head: { seq: 0, first: 1 }, following: false, messages: [] });
  return { ann, bea, cai, room: id, thread: String(opened['thread']) };
}

test('[THR-1, THR-2] a thread takes what takes a conversation, and is heard by who has opened it', async () => {
  const { ann, bea, cai, room, thread } = await scene();
  expect(thread).toMatch(/^t_[A-Za-z0-9_-]{1,38}$/);
  expect(await open(bea, room)).toMatchObject({ thread, root: { seq: 1, content: 'root' }, read: 0 });
  expect(await open(bea, thread)).toMatchObject(refused('bad_request'));
  expect(await open(bea, room, 2)).toMatchObject(refused('not_found'));
  expect(await say(bea, thread, 'one', { clientId: 'c1' })).toMatchObject({ seq: 1, duplicate: false });
  expect(await say(bea, thread, 'one', { clientId: 'c1' })).toMatchObject({ seq: 1, duplicate: true });
  for (const person of [ann, bea])
    expect(await person.hears('message:receive', inConversation(thread))).toMatchObject({ seq: 1, content: 'one' });
  expect(await say(ann, thread, 'two', { replyTo: 1 })).toMatchObject({ seq: 2 });
  await ann.ask('message:react', { conversation: thread, seq: 1, emoji: '👍', on: true });
  await bea.ask('message:edit', { conversation: thread, seq: 1, content: 'uno' });
  await bea.hears('message:update', (change) => change['conversation'] === thread && change['rev'] === 2);
  await ann.ask('typing:set', { conversation: thread, on: true });
  await bea.hears('typing:update', inConversation(thread));
  expect(await cai.ask('history:fetch', { conversation: thread })).toMatchObject({
    messages: [
      { content: 'uno', reactions: [{ count: 1 }] },
      { content: 'two', replyTo: 1 },
    ],
    head: { seq: 2, rev: 2 },
  });
  const held = { conversation: thread, epoch: (await open(cai, room))['head'].epoch, seq: 1, rev: 1 };
  expect((await cai.ask('sync', { conversations: [held] }))['conversations']).toMatchObject([
    { messages: [{ seq: 2 }], changes: [{ rev: 2 }], more: false },
  ]);
  expect(await cai.ask('room:members', { conversation: thread })).toMatchObject({ members: [{}, {}, {}] });
  expect(await cai.ask('room:leave', { conversation: thread })).toMatchObject(refused('bad_request'));
  expect(await ann.ask('read:mark', { conversation: thread, seq: 1 })).toMatchObject({ ok: true });
  // What is closed is heard no longer: the next thing that comes is of another one.
  await ann.ask('thread:close', { thread });
  await ann.ask('thread:follow', { thread, on: false });
  await say(bea, thread, 'unheard');
  await say(bea, room, 'heard');
  await ann.hears('message:receive', (message) => message['content'] === 'heard');
  expect(ann.all('message:receive').map((message) => message['content'])).not.toContain('unheard');
});

test('[THR-3] the root shows its thread: told to those who hear the room, in what they read, and to who was away', async () => {
  const { ann, bea, cai, room, thread } = await scene();
  const { messages, head, mark } = await cai.ask('history:fetch', { conversation: room });
  expect(messages[0]).not.toHaveProperty('thread');
  expect(mark).toBe(0);
  for (const [index, person] of [ann, bea, ann].entries()) await say(person, thread, `reply ${index}`);
  const shown = { id: thread, replies: 3, users: [idOf(ann), idOf(bea)] };
  const update = await cai.hears('thread:update', ({ threads }) => threads[0].thread.replies === 3);
  expect(update).toMatchObject({ conversation: room, threads: [{ seq: 1, thread: shown }] });
  const read = await cai.ask('history:fetch', { conversation: room });
  expect(read).toMatchObject({ messages: [{ seq: 1, thread: shown }], mark: update['mark'] });
  expect((await cai.ask('room:join', { room }))['messages'][0].thread).toEqual(read['messages'][0].thread);
  const held = { conversation: room, ...head };
  const away = visitor(target.url, { token: cai.token });
  await away.hears('server:hello');
  const missed = await away.ask('sync', { conversations: [{ ...held, mark: 0 }] });
  expect(missed['conversations'][0]).toMatchObject({ messages: [], threads: update['threads'], mark: update['mark'] });
  const known = await away.ask('sync', { conversations: [{ ...held, mark: update['mark'] }] });
  expect(known['conversations'][0]).toMatchObject({ threads: [], mark: update['mark'], more: false });
  expect((await away.ask('sync', { conversations: [held] }))['conversations'][0]).not.toHaveProperty('threads');
  // The room itself has nothing new.
  expect(await lineOf(cai, room)).toMatchObject({ head: { seq: 1, rev: 0 }, unread: 1 });
});

test('[THR-5, THR-10] followed by who wrote the root, replies or is mentioned: a line of the inbox, heard on all devices', async () => {
  const { ann, bea, cai, room, thread } = await scene();
  await ann.ask('thread:close', { thread });
  await say(bea, thread, 'hello');
  const { added } = await ann.hears('inbox:update', (step) => step['added']?.conversation === thread);
  expect(added).toMatchObject({
    kind: 'thread',
    root: { conversation: room, seq: 1, user: { id: idOf(ann) }, content: 'root' },
    read: 0,
    unread: 1,
    last: { content: 'hello' },
  });
  expect(added.rights).toContain('reply');
  expect(await ann.hears('message:receive', inConversation(thread))).toMatchObject({ seq: 1 });
  expect(await lineOf(bea, thread)).toMatchObject({ read: 1, unread: 0 });
  expect(await lineOf(cai, thread)).toBeUndefined();
  await say(ann, thread, `@${String(cai.me['username'])} look`);
  await cai.hears('inbox:update', (step) => step['added']?.conversation === thread);
  expect(await lineOf(cai, thread)).toMatchObject({ read: 1, unread: 1, mentions: 1 });
  expect(await lineOf(cai, room)).toMatchObject({ unread: 1, mentions: 0 });
  const device = visitor(target.url, { token: cai.token });
  await device.hears('server:hello');
  await device.ask('sync', { conversations: [] });
  await say(bea, thread, 'three');
  for (const one of [cai, device])
    await one.hears('message:receive', (message) => message['conversation'] === thread && message['seq'] === 3);
  expect(await cai.ask('read:mark', { conversation: thread, seq: 3 })).toMatchObject({ read: 3, unread: 0 });
  await device.hears('inbox:update', (step) => step['read']?.conversation === thread && step['read'].read === 3);
  expect(await cai.ask('thread:follow', { thread, on: false })).toMatchObject({ ok: true });
  await device.hears('inbox:update', (step) => step['removed'] === thread);
  expect(await lineOf(cai, thread)).toBeUndefined();
  expect(await call(target.url, 'thread:follow', { thread, on: true }, cai.token)).toMatchObject({
    answer: { read: 3 },
  });
  await device.hears('inbox:update', (step) => step['added']?.conversation === thread);
});

test('[THR-5] of more than are heard it is told that there is something new', async () => {
  const { ann, bea, room } = await scene();
  await Promise.all(Array.from({ length: 100 }, () => say(ann, room, 'another root')));
  const opened = await Promise.all(Array.from({ length: 100 }, (_, index) => open(bea, room, index + 1)));
  const threads = opened.map(({ thread }) => String(thread));
  for (const thread of threads) bea.socket.emit('thread:close', { thread });
  const last = String((await open(bea, room, 101))['thread']);
  await bea.ask('thread:close', { thread: last });
  // In this order: the first is the one that she has followed for longest.
  for (const thread of [...threads, last]) bea.socket.emit('thread:follow', { thread, on: true });
  const [oldest = '', next = ''] = threads;
  await bea.hears('inbox:update', (step) => step['added']?.conversation === last);
  await say(ann, oldest, 'far');
  await say(ann, next, 'near');
  expect(await bea.hears('message:receive', inConversation(next))).toMatchObject({ content: 'near' });
  const told = await bea.hears('inbox:update', (step) => step['entry']?.conversation === oldest);
  expect(told).toMatchObject({ prev: told['rev'], entry: { kind: 'thread', unread: 1, last: { content: 'far' } } });
  expect(bea.all('message:receive').filter(inConversation(oldest))).toEqual([]);
});

test('[THR-6] a reply also in the parent: both or neither, under one clientId, and the same in both', async () => {
  const { ann, bea, cai, room, thread } = await scene();
  const both = { alsoInParent: true, clientId: 'both' };
  expect(await say(bea, room, 'x', { alsoInParent: true })).toMatchObject(refused('bad_request'));
  expect(await say(bea, thread, 'for all', both)).toMatchObject({ seq: 1, duplicate: false });
  expect(await say(bea, thread, 'for all', both)).toMatchObject({ seq: 1, duplicate: true });
  const reference = await cai.hears('message:receive', (message) => message['seq'] === 2);
  expect(reference).toMatchObject({
    seq: 2,
    content: 'for all',
    fromThread: { thread, seq: 1, root: 1 },
    clientId: 'both',
  });
  await bea.ask('message:edit', { conversation: thread, seq: 1, content: 'for everyone' });
  await cai.hears(
    'message:update',
    (change) => change['conversation'] === room && change['content'] === 'for everyone',
  );
  await ann.ask('message:delete', { conversation: room, seq: 2 });
  expect((await cai.ask('history:fetch', { conversation: thread }))['messages']).toMatchObject([{ deleted: true }]);
  await ann.ask('room:edit', { room, rights: { post: 'moderator' } });
  expect(await say(bea, room, 'no')).toMatchObject(refused('forbidden'));
  expect(await say(bea, thread, 'no', { alsoInParent: true })).toMatchObject(refused('forbidden'));
  expect(await say(bea, thread, 'yes')).toMatchObject({ seq: 2 });
  expect((await cai.ask('history:fetch', { conversation: room }))['head']).toMatchObject({ seq: 2 });
});

test('[THR-7] who was removed hears and reads no more of a thread, and her inbox names the room alone', async () => {
  const { ann, bea, cai, room, thread } = await scene({ visibility: 'private' });
  await open(bea, room);
  await say(bea, thread, 'mine');
  await lineOf(bea, thread);
  await ann.ask('room:remove', { room, user: idOf(bea) });
  const step = await bea.hears('inbox:update', (one) => one['removed'] !== undefined);
  expect(step).toMatchObject({ removed: room, why: 'removed' });
  await say(cai, thread, `secret @${String(bea.me['username'])}`);
  for (const [event, payload] of [
    ['history:fetch', { conversation: thread }],
    ['message:room', { conversation: thread, content: 'x' }],
    ['thread:follow', { thread, on: true }],
    ['thread:open', { conversation: room, seq: 1 }],
    ['read:mark', { conversation: thread, seq: 1 }],
    ['typing:set', { conversation: thread, on: true }],
    ['files:list', { conversation: thread }],
  ] as const)
    expect(await bea.ask(event, payload), event).toMatchObject(refused('not_found'));
  const { conversations } = await bea.ask('sync', {
    conversations: [{ conversation: thread, epoch: 'e', seq: 0, rev: 0 }],
  });
  expect(conversations).toMatchObject([{ head: null, reset: true }]);
  expect((await bea.ask('inbox:list'))['entries']).toEqual([]);
  await cai.ask('thread:follow', { thread, on: false });
  await cai.hears('inbox:update', (one) => one['removed'] === thread);
  expect(bea.all('message:receive').map((message) => message['content'])).not.toContain('secret');
  expect(JSON.stringify(bea.all('message:receive'))).not.toContain('secret');
});

test('[THR-8] a dead root keeps its thread, an ended room none', async () => {
  const { ann, bea, room, thread } = await scene();
  await say(bea, thread, 'still here');
  await ann.ask('message:delete', { conversation: room, seq: 1 });
  expect(await open(bea, room)).toMatchObject({
    root: { deleted: true, thread: { id: thread, replies: 1 } },
    messages: [{ content: 'still here' }],
    following: true,
  });
  expect(await say(ann, thread, 'and on')).toMatchObject({ seq: 2 });
  const line = await lineOf(bea, thread);
  expect(line?.['root']).toEqual(expect.not.objectContaining({ content: expect.anything() }));
  await ann.ask('room:delete', { room });
  await bea.hears('inbox:update', (step) => step['removed'] === room);
  for (const person of [ann, bea]) {
    expect(await person.ask('history:fetch', { conversation: thread })).toMatchObject(refused('not_found'));
    expect(await lineOf(person, thread)).toBeUndefined();
  }
});

test('[THR-4] in a direct conversation a block holds in the thread, and nobody else finds it', async () => {
  const [ann, bea, eve] = [await guest(target.url), await guest(target.url), await guest(target.url)];
  const { conversation } = await ann.ask('message:private', { to: idOf(bea), content: 'root' });
  const { thread } = await open(bea, conversation);
  expect(await say(bea, thread, 'psst')).toMatchObject({ seq: 1 });
  expect(await ann.hears('message:receive', inConversation(thread))).toMatchObject({ to: ann.me['username'] });
  expect(await eve.ask('history:fetch', { conversation: thread })).toMatchObject(refused('not_found'));
  await ann.ask('user:block', { user: idOf(bea), on: true });
  expect(await say(bea, thread, 'again')).toMatchObject(refused('not_found'));
});

test('[THR-9] a classic client hears the room and none of its threads', async () => {
  const name = freshName('old');
  const old = await classic(target.url, name);
  const { ann, bea, room, thread } = await scene();
  const { messages } = await ann.ask('history:fetch', { conversation: room });
  const roomName = String(messages[0].room);
  old.socket.emit('room:join', roomName);
  await until('it belongs to the room', async () => (await ann.ask('room:members', { room }))['members'].length === 4);
  await say(bea, thread, `only here, @${name}`);
  await say(bea, room, 'for all');
  await old.hears('message:receive', (message) => message['content'] === 'for all');
  expect(old.all('message:receive').map((message) => message['content'])).toEqual(['for all']);
  expect(old.all('thread:update')).toEqual([]);
});

test('[THR-2, KEEP-1, KEEP-2, KEEP-7] in a thread one pins, saves, edits and asks as anywhere', async () => {
  const { ann, bea, thread } = await scene();
  await say(ann, thread, 'one');
  const at = { conversation: thread, seq: 1 };
  expect(await ann.ask('pin:set', { ...at, on: true })).toMatchObject({ ok: true });
  expect(await bea.ask('pins:list', { conversation: thread })).toMatchObject({
    messages: [{ content: 'one', pinned: true }],
  });
  await ann.ask('message:edit', { ...at, content: 'uno' });
  expect(await bea.ask('message:edits', at)).toMatchObject({ versions: [{ content: 'one' }] });
  expect(await bea.ask('saved:set', { ...at, on: true })).toMatchObject({ ok: true });
  expect(await bea.ask('saved:list')).toMatchObject({ saved: [{ message: { conversation: thread, content: 'uno' } }] });
  const asking = { conversation: thread, question: 'When?', options: ['now', 'later'], clientId: 'p1' };
  expect(await bea.ask('poll:create', asking)).toMatchObject({ ok: true, seq: 2 });
  expect(await ann.ask('poll:vote', { conversation: thread, seq: 2, options: [1] })).toMatchObject({ ok: true });
  const { messages } = await bea.ask('history:fetch', { conversation: thread });
  expect(messages[1].poll.options).toMatchObject([{ count: 0 }, { count: 1, users: [idOf(ann)] }]);
  expect(await bea.ask('poll:close', { conversation: thread, seq: 2 })).toMatchObject({ ok: true });
});
