import { classic, everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { call } from './http-program.ts';

let target: { readonly url: string; stop(): Promise<void> };
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

type Someone = Awaited<ReturnType<typeof guest>>;

/** A private room of two, the first of them its owner, who has said a word in it. */
async function roomOfTwo(): Promise<{ ann: Someone; ben: Someone; room: string }> {
  const [ann, ben] = [await guest(target.url, 'ann'), await guest(target.url, 'ben')];
  const { room } = await ann.ask('room:create', { name: 'kept', visibility: 'private' });
  await ann.ask('room:invite', { room: room.id, user: ben.me['id'] });
  await ben.ask('room:join', { room: room.id });
  await ann.ask('message:room', { room: room.id, content: 'first' });
  return { ann, ben, room: room.id as string };
}
/** Another device of hers. */
async function deviceOf(someone: Someone) {
  const device = visitor(target.url, { token: someone.token });
  await device.ask('inbox:list');
  return device;
}
const history = async (by: Someone, conversation: string): Promise<Answer[]> =>
  (await by.ask('history:fetch', { conversation }))['messages'];

test('[KEEP-1] a pin is told to all, listed for all, and needs the right to', async () => {
  const { ann, ben, room } = await roomOfTwo();
  expect(await ben.ask('pin:set', { conversation: room, seq: 1, on: true })).toMatchObject({
    error: { code: 'forbidden' },
  });
  expect(await ann.ask('pin:set', { conversation: room, seq: 1, on: true })).toMatchObject({ ok: true, rev: 1 });
  expect(await ben.hears('message:update')).toMatchObject({ kind: 'pin', seq: 1, pinned: true, prev: 0, rev: 1 });
  expect(await call(target.url, 'pins:list', { conversation: room }, ben.token)).toMatchObject({
    status: 200,
    answer: { messages: [{ seq: 1, content: 'first', pinned: true }] },
  });
  expect((await history(ben, room))[0]).toMatchObject({ pinned: true });
  await ann.ask('pin:set', { conversation: room, seq: 1, on: false });
  await ben.hears('message:update', ({ pinned }) => pinned === false);
  expect(await ben.ask('pins:list', { conversation: room })).toEqual({ ok: true, messages: [] });
  const stranger = await guest(target.url);
  expect(await stranger.ask('pins:list', { conversation: room })).toMatchObject({ error: { code: 'not_found' } });
});

test('[KEEP-2] what a message said is there for its readers until it is deleted', async () => {
  const { ann, ben, room } = await roomOfTwo();
  const [written] = await history(ben, room);
  await ann.ask('message:edit', { conversation: room, seq: 1, content: 'second' });
  await ann.ask('message:edit', { conversation: room, seq: 1, content: 'third' });
  const { versions } = await ben.ask('message:edits', { conversation: room, seq: 1 });
  expect(versions).toEqual([
    { content: 'first', at: written?.['at'] },
    { content: 'second', at: expect.any(Number) },
  ]);
  await ann.ask('message:delete', { conversation: room, seq: 1 });
  expect(await ben.ask('message:edits', { conversation: room, seq: 1 })).toMatchObject({
    error: { code: 'not_found', field: 'seq' },
  });
});

describe('what one keeps for oneself', () => {
  test('[KEEP-3, KEEP-4] a saved message is on all devices, reminds once, and shows what it says now', async () => {
    const { ann, ben, room } = await roomOfTwo();
    const other = await deviceOf(ben);
    const saving = { conversation: room, seq: 1, on: true };
    expect(await ben.ask('saved:set', { ...saving, remindAt: Date.now() + 300 })).toEqual({ ok: true });
    expect(await other.hears('saved:update')).toMatchObject({
      conversation: room,
      seq: 1,
      saved: { message: { seq: 1 } },
    });
    const reminder = await other.hears('saved:update', ({ isDue }) => isDue === true, 40_000);
    expect(reminder).toMatchObject({ saved: { reminded: true, message: { content: 'first' } } });
    await ann.ask('message:edit', { conversation: room, seq: 1, content: 'edited' });
    await ben.ask('saved:set', { ...saving, done: true });
    expect((await ben.ask('saved:list'))['saved']).toMatchObject([
      { message: { content: 'edited', seq: 1 }, at: expect.any(Number), reminded: true, done: true },
    ]);
    expect((await ann.ask('saved:list'))['saved']).toEqual([]);
    expect(other.all('saved:update').filter(({ isDue }) => isDue)).toHaveLength(1);
    // What she may not read any more is not shown, and may not be saved.
    await ann.ask('room:remove', { room, user: ben.me['id'] });
    expect((await ben.ask('saved:list'))['saved']).toEqual([]);
    expect(await ben.ask('saved:set', saving)).toMatchObject({ error: { code: 'not_found' } });
    expect(await ben.ask('saved:set', { ...saving, on: false })).toEqual({ ok: true });
    await other.hears('saved:update', ({ saved }) => saved === null);
  });

  test('[KEEP-3] the list is paged, the latest first', async () => {
    const { ann, room } = await roomOfTwo();
    for (let seq = 2; seq <= 5; seq += 1) await ann.ask('message:room', { room, content: `${seq}` });
    for (let seq = 1; seq <= 5; seq += 1) await ann.ask('saved:set', { conversation: room, seq, on: true });
    const seqs: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await ann.ask('saved:list', { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seqs.push(...page['saved'].map(({ message }: Answer) => message.seq));
      cursor = page['next'];
    }
    expect(seqs.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5]);
    expect(await ann.ask('saved:list', { cursor: 'none' })).toMatchObject({ error: { code: 'bad_request' } });
  });

  test('[KEEP-3] a draft goes to the other devices, and the later one holds', async () => {
    const { ann, room } = await roomOfTwo();
    const other = await deviceOf(ann);
    await ann.ask('draft:set', { conversation: room, content: 'Dear all', replyTo: 1 });
    expect(await other.hears('draft:update')).toMatchObject({ conversation: room, content: 'Dear all', replyTo: 1 });
    await other.ask('draft:set', { conversation: room, content: 'Dear Ben' });
    await ann.hears('draft:update', ({ content }) => content === 'Dear Ben');
    expect(await ann.ask('drafts:list')).toMatchObject({
      drafts: [{ conversation: room, content: 'Dear Ben', at: expect.any(Number) }],
    });
    expect(ann.all('draft:update')).toHaveLength(1);
    await ann.ask('draft:set', { conversation: room, content: '  ' });
    await other.hears('draft:update', ({ content }) => content === '');
    expect(await ann.ask('drafts:list')).toMatchObject({ ok: true, drafts: [] });
    const stranger = await guest(target.url);
    expect(await stranger.ask('draft:set', { conversation: room, content: 'x' })).toMatchObject({
      error: { code: 'not_found' },
    });
  });

  test('[KEEP-10] each state of a draft has a number, and what was emptied is told as gone until it is begun again', async () => {
    const { ann, room } = await roomOfTwo();
    const first = await ann.ask('draft:set', { conversation: room, content: 'Dear all' });
    expect(await ann.ask('drafts:list')).toMatchObject({
      drafts: [{ conversation: room, rev: first['rev'] }],
      gone: [],
    });
    const emptied = await ann.ask('draft:set', { conversation: room, content: '' });
    expect(emptied['rev']).toBeGreaterThan(first['rev']);
    expect(await ann.ask('drafts:list')).toEqual({
      ok: true,
      drafts: [],
      gone: [{ conversation: room, rev: emptied['rev'] }],
    });
    const again = await ann.ask('draft:set', { conversation: room, content: 'Dear Ben' });
    expect(again['rev']).toBeGreaterThan(emptied['rev']);
    expect(await ann.ask('drafts:list')).toMatchObject({
      drafts: [{ content: 'Dear Ben', rev: again['rev'] }],
      gone: [],
    });
  });

  test('[KEEP-9] what she wants to be told of is in her inbox, on all devices', async () => {
    const { ann, ben, room } = await roomOfTwo();
    const other = await deviceOf(ben);
    await ben.ask('notify:set', { conversation: room, level: 'none', mutedUntil: 1_900_000_000_000 });
    await other.hears('inbox:update', ({ entry }) => entry?.notify?.level === 'none');
    await ben.ask('notify:set', { conversation: room, level: 'all' });
    const notifyOf = async (someone: Someone): Promise<unknown> =>
      (await someone.ask('inbox:list'))['entries'][0].notify;
    expect(await notifyOf(ben)).toEqual({ level: 'all', mutedUntil: 1_900_000_000_000 });
    expect(await notifyOf(ann)).toBeUndefined();
    await ben.ask('notify:set', { conversation: null, level: 'none' });
    expect(await other.hears('settings:update')).toMatchObject({ settings: { notify: { level: 'none' } } });
    await ben.ask('notify:set', { conversation: room, level: null, mutedUntil: null });
    expect(await notifyOf(ben)).toBeUndefined();
    expect((await ben.ask('settings:get'))['settings'].notify).toEqual({ level: 'none' });
  });
});

describe('messages that are sent later', () => {
  const inAnHour = (): number => Date.now() + 3_600_000;

  test('[KEEP-5, KEEP-6, TOLD-5] one goes out once, at its time, with its files, whoever is there; adding it again adds nothing', async () => {
    const { ann, ben, room } = await roomOfTwo();
    const response = await fetch(`${target.url}/api/v1/files?name=plan.txt`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${ann.token}` }, body: 'the plan' },
    });
    const { file } = (await response.json()) as Answer;
    const adding = { conversation: room, content: 'good morning', files: [file.id], silent: true, clientId: 'c1' };
    const { id } = await ann.ask('later:add', { ...adding, sendAt: Date.now() + 1_500 });
    expect(await ann.ask('later:add', { ...adding, content: 'again', sendAt: inAnHour() })).toEqual({ ok: true, id });
    expect(await ann.ask('later:list')).toMatchObject({
      items: [
        { id, conversation: room, content: 'good morning', silent: true, files: [{ id: file.id, name: 'plan.txt' }] },
      ],
    });
    ann.leave();
    const heard = await ben.hears('message:receive', ({ content }) => content === 'good morning', 45_000);
    expect(heard).toMatchObject({ seq: 2, user: { id: ann.me['id'] }, files: [{ id: file.id }], silent: true });
    const again = visitor(target.url, { token: ann.token });
    await until('it has left the list', async () => (await again.ask('later:list'))['items'].length === 0);
    expect(await again.ask('later:add', { ...adding, sendAt: 5 })).toEqual({ ok: true, id });
    expect(await again.ask('later:cancel', { id })).toMatchObject({ error: { code: 'not_found' } });
    expect((await history(ben, room)).map(({ content }) => content)).toEqual(['first', 'good morning']);
  });

  test('[KEEP-5] one that is taken back is not sent, one that may not be sent stays with why, and its author is told', async () => {
    const { ann, ben, room } = await roomOfTwo();
    const adding = { conversation: room, content: 'never', sendAt: inAnHour() };
    const { id } = await ben.ask('later:add', { ...adding, clientId: 'c1' });
    await ben.hears('later:update', ({ item }) => item?.id === id);
    expect(await ben.ask('later:cancel', { id })).toEqual({ ok: true });
    await ben.hears('later:update', (update) => update['id'] === id && update['item'] === null);
    const second = await ben.ask('later:add', { ...adding, sendAt: Date.now() + 1_500, clientId: 'c2' });
    await ann.ask('room:remove', { room, user: ben.me['id'] });
    const told = await ben.hears('later:update', ({ item }) => item?.error !== undefined, 45_000);
    expect(told).toMatchObject({ id: second['id'], item: { content: 'never', error: { code: 'not_found' } } });
    expect((await ben.ask('later:list'))['items']).toEqual([told['item']]);
    expect(await ben.ask('later:cancel', { id: second['id'] })).toEqual({ ok: true });
    expect(await ben.ask('later:add', { ...adding, clientId: 'c3' })).toMatchObject({ error: { code: 'not_found' } });
    const far = { conversation: room, content: 'x', clientId: 'c4', sendAt: Date.now() + 401 * 86_400_000 };
    expect(await ann.ask('later:add', far)).toMatchObject({ error: { code: 'bad_request', field: 'sendAt' } });
    expect((await history(ann, room)).map(({ content }) => content)).toEqual(['first']);
  });
});

describe('polls', () => {
  test('[KEEP-7] people choose, all see it live and in history, and its author ends it', async () => {
    const { ann, ben, room } = await roomOfTwo();
    const asking = { conversation: room, question: 'When?', options: ['Monday', '周二'], clientId: 'p1' };
    const ack = await ann.ask('poll:create', asking);
    expect(ack).toMatchObject({ ok: true, seq: 2, duplicate: false });
    expect(await ann.ask('poll:create', asking)).toMatchObject({ seq: 2, duplicate: true });
    const poll = { question: 'When?', multiple: false, anonymous: false };
    expect((await ben.hears('message:receive', ({ seq }) => seq === 2))['poll']).toEqual({
      ...poll,
      options: [
        { text: 'Monday', count: 0, users: [] },
        { text: '周二', count: 0, users: [] },
      ],
    });
    expect(await ben.ask('poll:vote', { conversation: room, seq: 2, options: [1] })).toMatchObject({
      ok: true,
      rev: 1,
    });
    const chosen = {
      options: [
        { text: 'Monday', count: 0, users: [] },
        { text: '周二', count: 1, users: [ben.me['id']] },
      ],
    };
    expect(await ann.hears('message:update')).toMatchObject({ kind: 'poll', seq: 2, poll: { ...poll, ...chosen } });
    expect((await history(ben, room))[1]?.['poll']).toEqual({ ...poll, ...chosen, mine: [1] });
    expect((await history(ann, room))[1]?.['poll']).toEqual({ ...poll, ...chosen });
    expect(await ben.ask('poll:vote', { conversation: room, seq: 2, options: [0, 1] })).toMatchObject({
      error: { code: 'bad_request', field: 'options' },
    });
    expect(await ben.ask('poll:close', { conversation: room, seq: 2 })).toMatchObject({ error: { code: 'forbidden' } });
    expect(await ann.ask('poll:close', { conversation: room, seq: 2 })).toMatchObject({ ok: true });
    await ben.hears('message:update', (change) => change['poll']?.closed === true);
    expect(await ben.ask('poll:vote', { conversation: room, seq: 2, options: [] })).toMatchObject({
      error: { code: 'conflict' },
    });
  });

  test('[KEEP-7] an anonymous one tells nobody who chose, and closes by itself; a classic client reads it', async () => {
    const ann = await guest(target.url, 'ann');
    const name = freshName('room');
    const { room } = await ann.ask('room:create', name);
    const old = await classic(target.url, freshName('old'));
    old.socket.emit('room:join', name);
    await until(
      'the classic one is in',
      async () => (await ann.ask('room:members', { room: room.id }))['members'].length === 2,
    );
    const asking = {
      conversation: room.id,
      question: 'Lunch?',
      options: ['soup', 'rice'],
      anonymous: true,
      multiple: true,
    };
    await ann.ask('poll:create', { ...asking, clientId: 'p', closesAt: Date.now() + 2_000 });
    const text = await old.hears('message:receive', ({ content }) => String(content).includes('Lunch?'));
    expect(text['content']).toBe('📊 Lunch?\n1. soup\n2. rice');
    await ann.ask('poll:vote', { conversation: room.id, seq: 1, options: [0, 1] });
    const closed = await ann.hears('message:update', (change) => change['poll']?.closed === true, 45_000);
    expect(closed['poll'].options).toEqual([
      { text: 'soup', count: 1 },
      { text: 'rice', count: 1 },
    ]);
    expect((await history(ann, room.id))[0]?.['poll'].mine).toEqual([0, 1]);
    expect(await ann.ask('poll:create', { ...asking, clientId: 'q', closesAt: 5 })).toMatchObject({
      error: { code: 'bad_request', field: 'closesAt' },
    });
  });
});

test('[KEEP-8] how far each has read is for those who show theirs', async () => {
  const { ann, ben, room } = await roomOfTwo();
  await ben.ask('read:mark', { conversation: room, seq: 1 });
  expect(await ann.hears('receipts:update')).toEqual({ conversation: room, user: ben.me['id'], seq: 1 });
  expect(ben.all('receipts:update')).toEqual([]);
  const list = (by: Someone, seq = 1): Promise<Answer> => by.ask('receipts:list', { conversation: room, seq });
  expect(await list(ann)).toEqual({ ok: true, read: [{ user: ben.me['id'], seq: 1 }], next: null });
  expect(await list(ann, 2)).toMatchObject({ read: [] });
  await ann.ask('settings:set', { receipts: false });
  await until('hers are hidden', async () => (await list(ben))['read'].length === 0);
  await until('she sees none', async () => (await list(ann))['read'].length === 0);
  const stranger = await guest(target.url);
  expect(await list(stranger)).toMatchObject({ error: { code: 'not_found' } });
});
