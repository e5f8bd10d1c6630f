import { me, other, room, settle } from '@rookery/testkit';
import type { ScriptedServer } from '@rookery/testkit';
import { asConversationId, asThreadId } from '@rookery/protocol';
import type { Entry, InboxChange, PlaceId, Thread } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { ClientError } from '../src/client-error.ts';
import type { Client } from '../src/index.ts';
import { opened, shown } from './bench.ts';

const thread = asThreadId('t_1');
const place = room as PlaceId;
const root = { conversation: room, seq: 1, user: other, content: '1' };

async function withThread() {
  const bench = await opened({ said: 3 });
  const { server } = bench;
  const log = server.log(thread);
  server.scripts.set('inbox:list', () => ({ entries: [server.entry(room)], rev: server.inboxRev, next: null }));
  server.scripts.set('thread:open', () => ({
    ...{
      thread,
      root: server.log(room).messages[0],
      head: log.head,
      read: 0,
      following: false,
      messages: log.messages,
    },
  }));
  server.scripts.set('thread:close', () => ({}));
  return { ...bench, log };
}

const summary = (replies: number): Thread => ({ id: thread, replies, lastAt: replies, users: [other.id] });

test('[CLI-38] an open thread is heard like any conversation, also after a lost connection, until it is closed', async () => {
  const { server, client } = await withThread();
  await client.openThread(place, 1);
  await client.openThread(place, 1);
  client.timeline(thread).subscribe(() => undefined);
  await settle();
  server.say('one', { conversation: thread });
  expect(shown(client, thread)).toEqual(['one']);
  client.send(thread, 'mine', { alsoInParent: true });
  await settle();
  expect(server.asked.at(-1)).toMatchObject({
    name: 'message:room',
    payload: { conversation: thread, alsoInParent: true },
  });
  server.cut();
  server.say('missed', { conversation: thread, lost: true });
  client.tryNow();
  await settle();
  expect(server.counts('thread:open')).toBe(3);
  server.say('live again', { conversation: thread });
  expect(shown(client, thread)).toEqual(['one', 'mine', 'missed', 'live again']);
  client.closeThread(thread);
  expect(server.counts('thread:close')).toBe(0);
  client.closeThread(thread);
  expect(server.counts('thread:close')).toBe(1);
  // What comes now is for nobody; whoever opens it again reads it.
  server.say('unheard', { conversation: thread });
  await client.openThread(place, 1);
  await settle();
  const unsubscribe = client.timeline(thread).subscribe(() => undefined);
  await settle();
  expect(shown(client, thread).at(-1)).toBe('unheard');
  unsubscribe();
});

test('[CLI-38] whoever looks at a thread all the time sees it again once it is open again', async () => {
  const { server, client } = await withThread();
  await client.openThread(place, 1);
  const unsubscribe = client.timeline(thread).subscribe(() => undefined);
  await settle();
  server.say('one', { conversation: thread });
  client.closeThread(thread);
  server.say('unheard', { conversation: thread });
  await client.openThread(place, 1);
  await settle();
  expect(shown(client, thread)).toEqual(['one', 'unheard']);
  server.say('live', { conversation: thread });
  expect(shown(client, thread)).toEqual(['one', 'unheard', 'live']);
  unsubscribe();
});

test('[CLI-38] a thread that could not be opened at once after a lost connection is heard all the same', async () => {
  const { server, client, clock, log } = await withThread();
  await client.openThread(place, 1);
  const unsubscribe = client.timeline(thread).subscribe(() => undefined);
  await settle();
  server.say('one', { conversation: thread });
  const answered = server.scripts.get('thread:open');
  let refusals = 2;
  server.scripts.set('thread:open', (payload) => {
    if (refusals > 0) {
      refusals -= 1;
      throw new ClientError('unavailable', 'not now', { retryAfterMs: 200 });
    }
    return answered?.(payload) ?? {};
  });
  server.cut();
  server.say('missed', { conversation: thread, lost: true });
  client.tryNow();
  await settle();
  await clock.advance(2_000);
  await settle();
  server.say('live again', { conversation: thread });
  expect(refusals).toBe(0);
  expect(shown(client, thread)).toEqual(['one', 'missed', 'live again']);
  expect(log.messages).toHaveLength(3);
  unsubscribe();
});

test('[CLI-38] followed threads are apart from conversations, told of also where they are not heard, and go with their parent', async () => {
  const { server, client } = await withThread();
  const line = (): Entry => ({ ...server.entry(thread), kind: 'thread', root });
  server.log(thread).append('one');
  server.emit('inbox:update', { prev: 1, rev: 2, added: line() });
  await settle();
  const { entries, threads } = client.inbox.get();
  expect([entries.map(({ conversation }) => conversation), threads.map(({ unread }) => unread)]).toEqual([[room], [1]]);
  server.log(thread).append('unheard');
  server.emit('inbox:update', { prev: 2, rev: 2, entry: line() });
  expect(client.inbox.get().threads).toMatchObject([{ unread: 2, last: { content: 'unheard' } }]);
  // That was no step: the next one follows.
  server.emit('room:rights', { conversation: room, rights: ['read'] });
  expect(client.inbox.get().threads).toMatchObject([{ rights: ['read'] }]);
  server.emit('inbox:update', { prev: 2, rev: 3, removed: room, why: 'removed' });
  expect(client.inbox.get()).toMatchObject({ entries: [], threads: [] });
  expect(server.counts('inbox:list')).toBe(1);
});

test('[CLI-38] who lets go of a thread that is open still reads it', async () => {
  const { server, client } = await withThread();
  await client.openThread(place, 1);
  client.timeline(thread).subscribe(() => undefined);
  server.emit('inbox:update', { prev: 1, rev: 2, added: { ...server.entry(thread), kind: 'thread', root } });
  server.emit('inbox:update', { prev: 2, rev: 3, removed: thread, why: 'left' });
  await settle();
  server.say('still', { conversation: thread });
  expect(shown(client, thread)).toEqual(['still']);
  server.emit('inbox:update', { prev: 3, rev: 4, removed: room, why: 'removed', by: me.id });
  expect(client.timeline(thread).get().items).toEqual([]);
});

test.each([
  ['followed', true],
  ['not followed', false],
])(
  '[CLI-38] a thread that was open and %s when its parent was lost is read anew when it is opened again',
  async (_, isFollowed) => {
    const { server, client } = await withThread();
    await client.openThread(place, 1);
    client.timeline(thread).subscribe(() => undefined);
    let rev = 1;
    if (isFollowed)
      server.emit('inbox:update', {
        ...{ prev: rev, rev: (rev += 1) },
        added: { ...server.entry(thread), kind: 'thread', root },
      });
    server.say('before', { conversation: thread });
    await settle();
    server.emit('inbox:update', { prev: rev, rev: (rev += 1), removed: room, why: 'removed', by: me.id });
    expect(client.timeline(thread).get().items).toEqual([]);
    server.emit('inbox:update', { prev: rev, rev: (rev += 1), added: server.entry(room) });
    await client.openThread(place, 1);
    client.timeline(thread).subscribe(() => undefined);
    await settle();
    server.say('after', { conversation: thread });
    expect(shown(client, thread)).toEqual(['before', 'after']);
  },
);

/** How the reader may lose the room and come back to it, seen from a device that looks at a thread all the time. What is said meanwhile is not heard. */
const returns = {
  'in two steps': (server) => {
    server.emit('inbox:update', { prev: 1, rev: 2, removed: room, why: 'removed', by: me.id });
    server.say('unheard', { conversation: thread, lost: true });
    server.emit('inbox:update', { prev: 2, rev: 3, added: server.entry(room) });
  },
  'in one answer of sync': (server) => {
    server.say('unheard', { conversation: thread, lost: true });
    const changes: InboxChange[] = [
      { prev: 1, rev: 2, removed: room, why: 'removed', by: me.id },
      { prev: 2, rev: 3, added: server.entry(room) },
    ];
    server.scripts.set('sync', () => {
      server.scripts.delete('sync');
      return { inbox: { rev: 3, changes }, conversations: [] };
    });
    server.emit('inbox:update', { prev: 3, rev: 3 });
  },
  'while the list is read, which has both already': async (server, client) => {
    let answer: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    server.scripts.set('inbox:list', async () => {
      await waiting;
      return { entries: [server.entry(room)], rev: 3, next: null };
    });
    // It names the reader, so how many calls there are the list is asked.
    server.emit('message:update', server.log(room).edit(1, 'you', undefined, [me.id]));
    await settle();
    expect(client.inbox.get().entries).toHaveLength(1);
    server.emit('inbox:update', { prev: 1, rev: 2, removed: room, why: 'removed', by: me.id });
    server.emit('inbox:update', { prev: 2, rev: 3, added: server.entry(room) });
    server.say('unheard', { conversation: thread, lost: true });
    answer();
  },
  'told after the list that has both': async (server, client) => {
    server.inboxRev = 3;
    server.emit('message:update', server.log(room).edit(1, 'you', undefined, [me.id]));
    await settle();
    expect(client.inbox.get().entries).toHaveLength(1);
    server.say('unheard', { conversation: thread, lost: true });
    server.emit('inbox:update', { prev: 1, rev: 2, removed: room, why: 'removed', by: me.id });
    server.emit('inbox:update', { prev: 2, rev: 3, added: server.entry(room) });
  },
  'between two answers about the thread': (server) => {
    server.say('unheard', { conversation: thread, lost: true });
    const asHeld = { conversation: thread, head: null, messages: [], changes: [], more: false, reset: true };
    server.scripts.set('sync', () => {
      server.scripts.delete('sync');
      return { inbox: { rev: 1, changes: [] }, conversations: [asHeld] };
    });
    server.emit('feed:lagging', { conversation: thread, head: server.log(thread).head });
  },
} satisfies Record<string, (server: ScriptedServer, client: Client) => void | Promise<void>>;

test.each(Object.entries(returns))(
  '[CLI-38] a thread that somebody looks at is heard again when the reader has left its room and come back %s',
  async (_, leaveAndReturn) => {
    const { server, client, clock } = await withThread();
    await client.openThread(place, 1);
    client.timeline(thread).subscribe(() => undefined);
    server.say('before', { conversation: thread });
    await settle();
    const opened = server.counts('thread:open');
    await leaveAndReturn(server, client);
    await settle();
    await clock.advance(2_000);
    await settle();
    expect(server.counts('thread:open')).toBe(opened + 1);
    server.say('after', { conversation: thread });
    expect(shown(client, thread)).toEqual(['before', 'unheard', 'after']);
  },
);

test('[CLI-38] a thread that is refused again and again is asked for at a growing distance', async () => {
  const { server, client, clock } = await withThread();
  await client.openThread(place, 1);
  client.timeline(thread).subscribe(() => undefined);
  await settle();
  const refused = { conversation: thread, head: null, messages: [], changes: [], more: false, reset: true };
  server.scripts.set('sync', (payload) => ({
    ...(payload['inbox'] === undefined ? {} : { inbox: { rev: 1, changes: [] } }),
    conversations: [refused],
  }));
  server.emit('feed:lagging', { conversation: thread, head: server.log(thread).head });
  await settle();
  for (let second = 0; second < 60; second += 1) {
    await clock.advance(1_000);
    await settle();
  }
  expect(server.counts('thread:open')).toBeGreaterThan(2);
  expect(server.counts('thread:open')).toBeLessThan(12);
});

test('[CLI-39] a log that is followed only since its page was read is asked for its threads on the next connection', async () => {
  const { server, client } = await withThread();
  const elsewhere = asConversationId('r_elsewhere');
  server.say('one', { conversation: elsewhere });
  server.scripts.set('history:fetch', () => ({ ...server.log(elsewhere).page({ limit: 50 }), mark: 4 }));
  client.timeline(elsewhere).subscribe(() => undefined);
  await settle();
  const asked: unknown[] = [];
  server.scripts.set('sync', (payload) => {
    const held = payload['conversations'] as { readonly conversation: string; readonly mark?: number }[];
    asked.push(held.find(({ conversation }) => conversation === elsewhere)?.mark);
    return { conversations: [] };
  });
  server.cut();
  client.tryNow();
  await settle();
  expect(asked[0]).toBe(4);
});

test('[CLI-39] a message shows its thread: live, in pages, and to whoever was away', async () => {
  const { server, client } = await withThread();
  const threads = () => client.timeline(room).messages.map((message) => message.thread?.replies);
  server.scripts.set('history:fetch', (payload) => ({ ...server.log(room).page(payload), mark: 4 }));
  client.timeline(room).letGo();
  await client.timeline(room).showLatest();
  server.emit('thread:update', { conversation: room, mark: 5, threads: [{ seq: 1, thread: summary(2) }] });
  // One that is older than what is shown.
  server.emit('thread:update', { conversation: room, mark: 5, threads: [{ seq: 1, thread: summary(1) }] });
  expect(threads()).toEqual([2, undefined, undefined]);
  server.cut();
  const asked: unknown[] = [];
  server.scripts.set('sync', (payload) => {
    const [held] = payload['conversations'] as { readonly mark?: number }[];
    if (!held) return { conversations: [] };
    asked.push(held.mark);
    const synced = server.log(room).since(held as never);
    return { conversations: [{ ...synced, mark: 7, threads: [{ seq: 2, thread: summary(9) }] }] };
  });
  client.tryNow();
  await settle();
  expect(asked.at(-1)).toBe(5);
  expect(threads()).toEqual([2, 9, undefined]);
});
