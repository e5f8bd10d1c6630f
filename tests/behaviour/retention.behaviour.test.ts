import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, memorySession } from '@rookery/client';
import type { RoomId } from '@rookery/protocol';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, password } from './account-program.ts';
import { call, failed } from './http-program.ts';

let target: Target;
let admin: string;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
  const token = new URL(readFileSync(join(target.dataDir, 'setup.url'), 'utf8').trim()).hash.slice(1);
  const { answer } = await ask(target.url, 'POST', 'setup', { token, username: freshName('owner'), password });
  admin = answer['session'].token as string;
});
afterEach(async () => {
  everyoneLeaves();
  await set({ retentionDays: null, retentionMessages: null });
});
afterAll(() => target.stop());

const set = async (change: object) =>
  expect((await call(target.url, 'admin:settings', change, admin)).answer.ok).toBe(true);
const lineOf = async (person: Person, room: string): Promise<Answer> =>
  (await person.ask('inbox:list'))['entries'].find((entry: Answer) => entry['conversation'] === room);
const seqsOf = ({ messages }: Answer): number[] => messages.map((message: Answer) => message['seq']);

/** A room with eight messages of its owner, the third of them pinned, saved by the member and named to her, and who has read up to some number. */
async function scene(read: number) {
  const [owner, member] = [await guest(target.url, 'owner'), await guest(target.url, 'member')];
  const id = String((await owner.ask('room:create', freshName('short')))['room'].id);
  await member.ask('room:join', { room: id });
  for (let seq = 1; seq <= 8; seq += 1) await owner.ask('message:room', { room: id, content: `harbour ${seq}` });
  await owner.ask('pin:set', { conversation: id, seq: 3, on: true });
  await member.ask('saved:set', { conversation: id, seq: 3, on: true });
  await member.hears('message:receive', (message) => message['conversation'] === id && message['seq'] === 8);
  await member.ask('read:mark', { conversation: id, seq: read });
  return { owner, member, room: id };
}

test('[RET-2, RET-6] what was taken is in no answer; who stood right before it goes on, who stood further back begins anew; links to it lead nowhere', async () => {
  const { member, room } = await scene(2);
  const positions = await Promise.all(
    [4, 5].map(async (seq) => {
      const { messages, head } = await member.ask('history:fetch', { conversation: room, around: seq, limit: 1 });
      return { conversation: room, epoch: head.epoch, seq, id: messages[0].id, rev: head.rev, change: head.change };
    }),
  );
  expect(await lineOf(member, room)).toMatchObject({ unread: 6 });
  await set({ retentionMessages: 3 });
  const told = await member.hears('conversation:trimmed', (event) => event['conversation'] === room);
  expect(told).toEqual({ conversation: room, first: 6 });
  const history = await member.ask('history:fetch', { conversation: room });
  expect(seqsOf(history)).toEqual([6, 7, 8]);
  expect(history['head']).toMatchObject({ seq: 8, first: 6 });
  expect(history['hasMore']).toBe(false);
  expect(seqsOf(await member.ask('history:fetch', { conversation: room, around: 3, limit: 1 }))).not.toContain(3);
  expect(await lineOf(member, room)).toMatchObject({ unread: 3, head: { first: 6 } });
  expect((await member.ask('pins:list', { conversation: room }))['messages']).toEqual([]);
  expect((await member.ask('saved:list'))['saved']).toEqual([]);
  const found = async () =>
    (await member.askPatiently('search:messages', { query: 'harbour', conversation: room }))['hits'].map(
      ({ message }: Answer) => message['seq'],
    );
  await expect.poll(found).toEqual([8, 7, 6]);
  for (const event of ['message:edits', 'thread:open'])
    expect(await member.ask(event, { conversation: room, seq: 3 })).toMatchObject({ error: { code: 'not_found' } });
  const other = await guest(target.url, 'device');
  await other.ask('room:join', { room });
  const synced = async (held: object) =>
    (await other.ask('sync', { conversations: [held] }))['conversations'][0] as Answer;
  expect(await synced(positions[1] ?? {})).toMatchObject({
    messages: [{ seq: 6 }, { seq: 7 }, { seq: 8 }],
    more: false,
  });
  expect((await synced(positions[1] ?? {}))['reset']).toBeUndefined();
  expect(await synced(positions[0] ?? {})).toMatchObject({ reset: true });
});

test('[RET-6] a timeline lets go of what is not kept, and says from where on there is something; the inbox counts it no more', async () => {
  const owner = await guest(target.url, 'owner');
  const id = String((await owner.ask('room:create', freshName('short')))['room'].id) as RoomId;
  const client = createClient({ url: target.url, session: memorySession() });
  await client.join(freshName('reader'));
  await client.joinRoom(id);
  for (let seq = 1; seq <= 8; seq += 1) await owner.ask('message:room', { room: id, content: `harbour ${seq}` });
  const timeline = client.timeline(id);
  const stop = timeline.subscribe(() => undefined);
  await expect.poll(() => timeline.get().items.length).toBe(8);
  await expect.poll(() => client.inbox.get().entries.find(({ conversation }) => conversation === id)?.unread).toBe(8);
  await set({ retentionMessages: 2 });
  await expect.poll(() => timeline.get().items.length).toBe(2);
  expect(timeline.get()).toMatchObject({ first: 7, hasOlder: false });
  await expect.poll(() => client.inbox.get().entries.find(({ conversation }) => conversation === id)?.unread).toBe(2);
  expect(await timeline.showAround(3)).toBe(false);
  stop();
  client.close();
});

test('[RET-4, RET-5] an owner keeps less, within what the server keeps; admins hold, which is in the audit log', async () => {
  const { owner, member, room } = await scene(0);
  const refused = (code: string, field?: string) => ({ ok: false, error: { code, ...(field ? { field } : {}) } });
  expect(await member.ask('room:edit', { room, retentionDays: 5 })).toMatchObject(refused('forbidden'));
  await set({ retentionDays: 10 });
  expect(await owner.ask('room:edit', { room, retentionDays: 11 })).toMatchObject(
    refused('bad_request', 'retentionDays'),
  );
  expect(await owner.ask('room:edit', { room, retentionDays: 0 })).toMatchObject(
    refused('bad_request', 'retentionDays'),
  );
  expect(await owner.ask('room:edit', { room, retentionDays: 5 })).toMatchObject({ room: { retentionDays: 5 } });
  expect((await lineOf(member, room))['room']).toMatchObject({ retentionDays: 5 });
  const edited = await owner.ask('room:edit', { room, retentionDays: null });
  expect(edited['room']).not.toHaveProperty('retentionDays');
  for (const [event, payload] of [
    ['hold:set', { conversation: room, on: true }],
    ['hold:list', {}],
  ] as const)
    expect(await owner.ask(event, payload)).toMatchObject(refused('forbidden'));
  const hold = (on: boolean) => call(target.url, 'hold:set', { conversation: room, on, reason: 'a lawsuit' }, admin);
  expect(await call(target.url, 'hold:set', { conversation: 'r_none', on: true }, admin)).toMatchObject(
    failed('not_found'),
  );
  expect((await hold(true)).answer).toEqual({ ok: true });
  const [held] = (await call(target.url, 'hold:list', {}, admin)).answer['holds'];
  expect(held).toMatchObject({ conversation: room, reason: 'a lawsuit', by: { guest: false } });
  const other = await scene(0);
  await set({ retentionMessages: 2 });
  // Of another room, which was made later, it goes: so the sweep has been here.
  await other.member.hears('conversation:trimmed', (event) => event['first'] === 7, 20_000);
  expect(seqsOf(await member.ask('history:fetch', { conversation: room }))).toHaveLength(8);
  expect((await hold(false)).answer).toEqual({ ok: true });
  await set({ retentionMessages: 3 });
  await member.hears('conversation:trimmed', (event) => event['conversation'] === room && event['first'] === 6, 20_000);
  const { records } = (await call(target.url, 'audit:list', { room }, admin)).answer;
  expect(records.map(({ act, after }: Answer) => [act, after])).toEqual(
    expect.arrayContaining([
      ['hold:set', { held: false }],
      ['hold:set', { held: true }],
      ['room:edit', { retentionDays: 5 }],
    ]),
  );
}, 90_000);

test('[RET-7] admins hold all that somebody has written; she may delete it all the same, and the audit log names her', async () => {
  const { owner, member, room } = await scene(0);
  await member.ask('message:room', { room, content: 'hers' });
  for (let count = 0; count < 4; count += 1) await owner.ask('message:room', { room, content: `after her ${count}` });
  const { messages } = await member.ask('history:fetch', { conversation: room });
  const hers = (messages as readonly Answer[]).find(({ content }) => content === 'hers')?.['seq'] as number;
  const user = member.me['username'] as string;
  expect(await owner.ask('hold:set', { user, on: true })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  const hold = (payload: object) => call(target.url, 'hold:set', payload, admin);
  expect(await hold({ user: 'nobody.of.this.name', on: true })).toMatchObject(failed('not_found'));
  expect(await hold({ user, conversation: room, on: true })).toMatchObject(failed('bad_request'));
  expect((await hold({ user, on: true, reason: 'a lawsuit' })).answer).toEqual({ ok: true });
  const listed = (await call(target.url, 'hold:list', {}, admin)).answer;
  expect(listed['people']).toMatchObject([
    { user: { id: member.me['id'] }, reason: 'a lawsuit', by: { guest: false } },
  ]);
  await set({ retentionDays: null, retentionMessages: 1 });
  await member.hears('conversation:trimmed', (event) => event['first'] === hers, 20_000);
  expect(seqsOf(await member.ask('history:fetch', { conversation: room }))).toHaveLength(5);
  expect(await member.ask('message:delete', { conversation: room, seq: hers })).toMatchObject({ ok: true });
  expect((await hold({ user: member.me['id'], on: false })).answer).toEqual({ ok: true });
  await set({ retentionMessages: 2 });
  await member.hears('conversation:trimmed', (event) => event['first'] === hers + 3, 20_000);
  const { records } = (await call(target.url, 'audit:list', { user: member.me['id'] }, admin)).answer;
  expect(records).toMatchObject([
    { act: 'hold:set', target: { user: { id: member.me['id'] } }, after: { held: false } },
    { act: 'hold:set', target: { user: { id: member.me['id'] } }, after: { held: true }, reason: 'a lawsuit' },
  ]);
}, 90_000);
