import { defaultChoices, asConversationId, asUserId, type Entry, type Message, type Settings } from '@rookery/protocol';
import { ManualClock, me, room, ScriptedServer, settle } from '@rookery/testkit';
import { expect, test } from 'vitest';
import { createClient, memorySession } from '../src/index.ts';
import { Notices, type Notice } from '../src/notices/notices.ts';

const direct = asConversationId('d_bo');
const thread = asConversationId('t_one');
/** Eight direct conversations. */
const crowd = Array.from({ length: 8 }, (_, index) => asConversationId(`d_${index}`));
const bo = { id: asUserId('u_bo'), username: 'bo', displayName: 'Bo', guest: false, rev: 0 };

const opened = async (settings: Partial<Settings> = {}) => {
  const clock = new ManualClock(Date.parse('2026-03-02T12:00:00Z'));
  const server = new ScriptedServer(clock.now);
  server.users.set('t', me);
  for (const conversation of [room, direct, thread]) server.log(conversation);
  for (const conversation of crowd) {
    server.log(conversation);
    server.lines.set(conversation, { kind: 'direct', user: bo });
  }
  server.lines.set(direct, { kind: 'direct', user: bo });
  server.lines.set(thread, { kind: 'thread', root: { conversation: room, seq: 1, user: bo, content: 'root' } });
  server.scripts.set('settings:get', () => ({ settings: { ...defaultChoices, blocked: [], ...settings } }));
  const client = createClient({ transport: server, clock, session: memorySession({ token: 't', user: me }) });
  const told: Notice[] = [];
  const taken: string[] = [];
  const looked = new Set<string>();
  const soon: string[] = [];
  const notices = new Notices(client, {
    clock,
    isLookedAt: (conversation) => looked.has(conversation),
    soon: (conversation) => soon.push(conversation),
    tell: (notice) => told.push(notice),
    takeBack: (conversation) => taken.push(conversation),
  });
  client.open();
  await settle();
  const say = (content: string, more: Partial<Message> = {}): Message =>
    server.say(content, { user: bo, from: 'bo', ...more });
  /** What was told since it was last asked, a second after all that was said. */
  const heard = async (): Promise<string[]> => {
    await clock.advance(1_000);
    return told.splice(0).map(({ entry, message, count }) => `${entry.conversation} ${message.content} ${count}`);
  };
  const change = (conversation: typeof room, more: Partial<Entry>): void => {
    server.lines.set(conversation, { ...server.lines.get(conversation), ...more });
    const prev = server.inboxRev;
    server.inboxRev += 1;
    server.emit('inbox:update', { prev, rev: server.inboxRev, entry: server.entry(conversation) });
  };
  return { clock, server, client, notices, say, heard, taken, looked, soon, change };
};

test('[TOLD-1, TOLD-3, TOLD-5] tells of what calls her, once a conversation, and of nothing that she wrote, sees or has read', async () => {
  const { server, say, heard, looked, taken, clock } = await opened();
  say('for all');
  say('@me one', { mentions: [me.id] });
  say('and more');
  say('hello', { conversation: direct });
  say('you there?', { conversation: direct });
  say('a reply', { conversation: thread });
  say('@me hush', { mentions: [me.id], silent: true });
  say('hush', { conversation: direct, silent: true });
  expect(await heard()).toEqual([`${room} @me one 1`, `${direct} you there? 2`]);
  // Her own, on another device.
  server.say('mine', { conversation: direct, user: me, from: me.username });
  expect(await heard()).toEqual([]);
  looked.add(direct);
  say('seen', { conversation: direct });
  expect(await heard()).toEqual([]);
  looked.clear();
  say('read at once', { conversation: direct });
  await clock.advance(300);
  server.mark(direct, 6);
  expect(await heard()).toEqual([]);
  expect(taken).toEqual([direct]);
  const { seq } = say('taken back', { conversation: direct });
  server.emit('message:update', server.log(direct).delete(seq));
  expect(await heard()).toEqual([]);
});

test('[TOLD-3] what was told is taken back when it is read elsewhere, deleted, or the session ends', async () => {
  const { server, client, notices, say, heard, taken } = await opened();
  const first = say('hello', { conversation: direct });
  await heard();
  server.emit('message:update', server.log(direct).delete(first.seq));
  expect(taken.splice(0)).toEqual([direct]);
  const second = say('again', { conversation: direct });
  say('@me', { mentions: [me.id] });
  await heard();
  server.mark(direct, second.seq - 1);
  expect(taken).toEqual([]);
  server.mark(direct, second.seq);
  expect(taken.splice(0)).toEqual([direct]);
  // What another tab has told.
  notices.adopt(direct, second.seq);
  expect(taken.splice(0)).toEqual([direct]);
  await client.leave();
  expect(taken).toEqual([room]);
});

test('[TOLD-1] goes by the levels and mutes of rooms and threads, and by her default', async () => {
  const { say, heard, change, clock } = await opened({ notify: { level: 'all' } });
  say('one');
  say('reply', { conversation: thread });
  expect(await heard()).toEqual([`${room} one 1`, `${thread} reply 1`]);
  change(room, { notify: { level: 'none' } });
  say('@me two', { mentions: [me.id] });
  say('reply', { conversation: thread, mentions: [me.id] });
  expect(await heard()).toEqual([]);
  change(thread, { notify: { level: 'mentions' } });
  say('again', { conversation: thread });
  say('@me again', { conversation: thread, mentions: [me.id] });
  expect(await heard()).toEqual([`${thread} @me again 1`]);
  // A mute of the room is one of its threads, and is over at its end.
  change(room, { notify: { level: 'all', mutedUntil: clock.now() + 60_000 } });
  say('@me three', { mentions: [me.id] });
  say('@me again', { conversation: thread, mentions: [me.id] });
  expect(await heard()).toEqual([]);
  await clock.advance(60_000);
  say('four');
  expect(await heard()).toEqual([`${room} four 1`]);
});

test('[TOLD-2, TOLD-3] is silent in quiet hours and about the blocked', async () => {
  const { say, heard, clock } = await opened({
    quietHours: { from: '11:00', to: '12:01', zone: 'UTC' },
    blocked: [asUserId('u_spam')],
  });
  say('quiet', { conversation: direct });
  expect(await heard()).toEqual([]);
  await clock.advance(60_000);
  const spam = { ...bo, id: asUserId('u_spam') };
  say('buy', { user: spam, mentions: [me.id] });
  say('loud', { conversation: direct });
  expect(await heard()).toEqual([`${direct} loud 1`]);
  // A reply that is shown in the room too is told of once.
  const mentions = [me.id];
  say('both', { conversation: thread, mentions });
  say('both', { mentions, fromThread: { thread: thread as never, seq: 1 } });
  expect(await heard()).toEqual([`${thread} both 1`]);
});

test('[TOLD-3] tells of at most five conversations at once, the latest', async () => {
  const { say, heard } = await opened();
  for (const conversation of crowd) say('hello', { conversation });
  expect(await heard()).toEqual(crowd.slice(3).map((conversation) => `${conversation} hello 1`));
});

test('[TOLD-4] a line is shown again when its mute ends', async () => {
  const { client, change, clock } = await opened();
  change(room, { notify: { mutedUntil: clock.now() + 5_000 } });
  let shown = 0;
  client.inbox.subscribe(() => (shown += 1));
  await clock.advance(4_999);
  expect(shown).toBe(0);
  await clock.advance(1);
  expect(shown).toBe(1);
  client.close();
});

test('[TOLD-3] other tabs are asked with each message whether she looks: she may have looked away meanwhile', async () => {
  const { say, soon } = await opened();
  say('hello', { conversation: direct });
  say('you there?', { conversation: direct });
  await settle();
  expect(soon).toEqual([direct, direct]);
});
