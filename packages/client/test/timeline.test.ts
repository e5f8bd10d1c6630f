import { fail, me, room, settle } from '@rookery/testkit';
import { describe, expect, test } from 'vitest';
import type { TimelineView } from '../src/index.ts';
import { opened, shown, text } from './bench.ts';

describe('a window', () => {
  test('[CLI-2] grows at both ends by pages, without holes', async () => {
    const { server, client } = await opened({ said: 300 });
    const timeline = client.timeline(room);
    await timeline.showAround(150);
    await timeline.loadOlder();
    await timeline.loadNewer();
    server.say('live');
    const seqs = timeline.messages.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    expect(seqs).toHaveLength(150);
    expect(timeline.get()).toMatchObject({ hasOlder: true, hasNewer: true });
    while (timeline.get().hasNewer) await timeline.loadNewer();
    expect(shown(client).at(-1)).toBe('live');
    server.say('and on');
    expect(shown(client).at(-1)).toBe('and on');
  });

  test('[CLI-1] what was sent while it shows the past leaves the outbox, and is there at the end', async () => {
    const { client } = await opened({ said: 300 });
    const timeline = client.timeline(room);
    await timeline.showAround(100);
    client.send(room, 'from the past');
    await settle();
    expect(client.outbox.get()).toEqual([]);
    await timeline.showLatest();
    expect(shown(client).filter((words) => words === 'from the past')).toHaveLength(1);
    expect(shown(client).at(-1)).toBe('from the past');
  });

  test('a message on its way reads as it will in the log, without a number', async () => {
    const { server, client } = await opened();
    server.scripts.set('message:room', () => new Promise<object>(() => undefined));
    client.send(room, 'later', { replyTo: 3 });
    const item = client.timeline(room).get().items.at(-1);
    expect(item).toMatchObject({
      kind: 'pending',
      message: { user: { id: me.id }, from: 'me', content: 'later', replyTo: 3 },
    });
    expect(item?.message.seq).toBeUndefined();
  });

  test('[RES-4] a history that begins later ends there, and lets go of what was taken away', async () => {
    const { server, client } = await opened({ said: 120 });
    const timeline = client.timeline(room);
    server.log(room).first = 61;
    expect(timeline.messages[0]?.seq).toBe(71);
    await timeline.loadOlder();
    expect(timeline.messages[0]?.seq).toBe(61);
    expect(timeline.get().hasOlder).toBe(false);
    const asked = server.counts('history:fetch');
    await timeline.loadOlder();
    expect(server.counts('history:fetch')).toBe(asked);
    expect(await timeline.showAround(5)).toBe(false);
    server.log(room).first = 121;
    server.cut();
    client.tryNow();
    await settle();
    server.say('the first there is');
    expect(shown(client).at(-1)).toBe('the first there is');
  });

  test('[RET-6] what was quoted and is taken away is there no more, nor for whoever asks later', async () => {
    const { server, client } = await opened({ said: 20 });
    const [quoted, later] = [3, 4].map((seq) => client.timeline(room).quoted(seq));
    const stop = quoted?.subscribe(() => undefined);
    await settle();
    expect(quoted?.get()).toMatchObject({ seq: 3 });
    server.log(room).first = 6;
    server.emit('conversation:trimmed', { conversation: room, first: 6 });
    await settle();
    expect(quoted?.get()).toBe('none');
    const stopLater = later?.subscribe(() => undefined);
    await settle();
    expect(later?.get()).toBe('none');
    stop?.();
    stopLater?.();
  });

  test('[CLI-2] keeps 2,000 messages: whole pages go from the far end', async () => {
    const { server, client } = await opened({ said: 2_500 });
    const timeline = client.timeline(room);
    while (timeline.messages.length < 2_000) await timeline.loadOlder();
    expect(timeline.messages).toHaveLength(2_000);
    await timeline.loadOlder();
    expect(timeline.messages).toHaveLength(2_000);
    expect(timeline.get().hasNewer).toBe(true);
    expect(timeline.messages[0]?.seq).toBe(451);
    await timeline.showLatest();
    while (timeline.messages.length < 2_000) await timeline.loadOlder();
    for (let index = 0; index < 60; index += 1) server.say(`live ${index}`);
    expect(shown(client).at(-1)).toBe('live 59');
    expect(timeline.get().hasNewer).toBe(false);
    expect(timeline.messages[0]?.seq).toBe(601);
    expect(timeline.messages).toHaveLength(1_960);
  });

  test('[CLI-2] grows by as many messages as are wanted, in pages of 100, shown once they are all here', async () => {
    const { server, client } = await opened({ said: 5_000 });
    const timeline = client.timeline(room);
    const lengths: number[] = [];
    await timeline.showAround(2_500);
    const asked = server.counts('history:fetch');
    timeline.subscribe(() => lengths.push(timeline.messages.length));
    await timeline.loadOlder(700);
    expect(timeline.messages).toHaveLength(750);
    expect(server.counts('history:fetch')).toBe(asked + 7);
    await timeline.loadNewer(9_999);
    expect(timeline.messages).toHaveLength(2_000);
    expect(new Set(lengths)).toEqual(new Set([50, 750, 2_000]));
    const seqs = timeline.messages.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    expect(seqs.at(-1)).toBe(2_524 + 1_500);
    while (timeline.get().hasOlder) await timeline.loadOlder(1_500);
    expect(timeline.messages[0]?.seq).toBe(1);
    while (timeline.get().hasNewer) await timeline.loadNewer(1_500);
    expect(timeline.messages.at(-1)?.seq).toBe(5_000);
  });

  test('[CLI-2] what is said while a page is on its way is not lost and not doubled', async () => {
    const { server, client } = await opened({ said: 120 });
    let release = (): void => undefined;
    server.scripts.set('history:fetch', async (payload) => {
      const answer = server.log(room).page(payload);
      await new Promise<void>((resolve) => (release = resolve));
      return answer;
    });
    const loading = client.timeline(room).loadOlder();
    await settle();
    server.say('meanwhile');
    server.edit(60, 'edited meanwhile');
    release();
    await loading;
    expect(client.timeline(room).messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 101 }, (_, index) => index + 21),
    );
    expect(shown(client).at(-1)).toBe('meanwhile');
    expect(shown(client)[60 - 21]).toBe('edited meanwhile');
  });

  test('[CLI-2] a page that reads later than the feed is not taken back by the changes on their way', async () => {
    const { server, client } = await opened({ said: 120 });
    const first = server.edit(60, 'older', { lost: true });
    const second = server.edit(60, 'newer', { lost: true });
    await client.timeline(room).loadOlder();
    const row = () => shown(client)[60 - 21];
    expect(row()).toBe('newer');
    server.emit('message:update', first);
    expect(row()).toBe('newer');
    server.emit('message:update', second);
    server.edit(60, 'newest');
    expect(row()).toBe('newest');
  });

  test('[CLI-6] a page that fails in passing comes when it can; the person sees it loading', async () => {
    const { server, client, clock } = await opened({ said: 120 });
    server.scripts.set('history:fetch', () => fail('unavailable', 1_000));
    void client.timeline(room).loadOlder();
    await settle();
    expect(client.timeline(room).get().loadingOlder).toBe(true);
    server.scripts.delete('history:fetch');
    await clock.advance(2_000);
    expect(client.timeline(room).get().loadingOlder).toBe(false);
    expect(client.timeline(room).messages).toHaveLength(100);
  });

  test('[CLI-6] a first page that the connection took with it comes with the next connection', async () => {
    const { server, client } = await opened();
    const seen = client.timeline(room);
    seen.letGo();
    server.scripts.set('history:fetch', () => new Promise<object>(() => undefined));
    seen.subscribe(() => undefined);
    await settle();
    server.cut();
    server.scripts.delete('history:fetch');
    server.say('there', { lost: true });
    client.tryNow();
    await settle();
    expect(shown(client)).toEqual(['there']);
  });

  test('[CLI-6] a first page that was refused, though not for good, comes with the next connection', async () => {
    const { server, client } = await opened({ said: 1 });
    const seen = client.timeline(room);
    seen.letGo();
    server.scripts.set('history:fetch', () => fail('unauthorized'));
    seen.subscribe(() => undefined);
    await settle();
    expect(shown(client)).toEqual([]);
    server.scripts.delete('history:fetch');
    server.cut();
    client.tryNow();
    await settle();
    expect(shown(client)).toEqual(['old 1']);
  });

  test('[CLI-2] is not gone by an answer of before the reader came again', async () => {
    const { server, client } = await opened({ said: 1 });
    client.timeline(room).letGo();
    let release = (): void => undefined;
    server.scripts.set('history:fetch', async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return fail('not_found');
    });
    client.timeline(room).subscribe(() => undefined);
    await settle();
    server.scripts.delete('history:fetch');
    // She was out and is in again: the list that is read now has it.
    server.scripts.set('sync', () => ({ inbox: { reset: true }, conversations: [] }));
    server.emit('inbox:update', { prev: 1, rev: 1 });
    await settle();
    release();
    await settle();
    expect(client.timeline(room).get()).toMatchObject({ state: 'ready', items: [{ kind: 'message' }] });
  });

  test('is gone when the reader may not read it, and back when she may', async () => {
    const { server, client } = await opened({ said: 1 });
    server.emit('inbox:update', { prev: 1, rev: 2, removed: room });
    await settle();
    expect(client.timeline(room).get()).toMatchObject({ state: 'gone', items: [] });
    server.emit('inbox:update', { prev: 2, rev: 3, added: server.entry(room) });
    await settle();
    expect(shown(client)).toEqual(['old 1']);
    server.say('live');
    expect(shown(client)).toEqual(['old 1', 'live']);
  });
});

describe('an own message', () => {
  test.each(['the live message', 'the ack'])('[CLI-2] keeps its place and key when %s comes first', async (first) => {
    const { server, client } = await opened({ said: 1 });
    const views: TimelineView[] = [];
    client.timeline(room).subscribe(() => views.push(client.timeline(room).get()));
    let ack = (): void => undefined;
    server.scripts.set('message:room', async ({ content, clientId }) => {
      const message = server.log(room).append(content as string, { user: me, clientId: clientId as never });
      if (first === 'the live message') server.emit('message:receive', message);
      await new Promise<void>((resolve) => (ack = resolve));
      if (first === 'the ack') setImmediate(() => server.emit('message:receive', message));
      return { id: message.id, seq: message.seq, at: 1, duplicate: false };
    });
    const clientId = client.send(room, 'mine');
    await settle();
    ack();
    await settle();
    expect(shown(client)).toEqual(['old 1', 'mine']);
    for (const { items } of views) {
      expect(items.map(text).map((content) => content?.replace('~', ''))).toEqual(['old 1', 'mine']);
      expect(items.at(-1)?.key).toBe(clientId);
    }
    expect(client.outbox.get()).toEqual([]);
  });

  test('[CLI-2] whose live message the connection took is found by the resume', async () => {
    const { server, client } = await opened({ said: 1 });
    server.scripts.set('message:room', ({ content, clientId }) => {
      const message = server.log(room).append(content as string, { user: me, clientId: clientId as never });
      return { id: message.id, seq: message.seq, at: 1, duplicate: false };
    });
    client.send(room, 'mine');
    await settle();
    expect(shown(client)).toEqual(['old 1', '~mine']);
    server.cut();
    client.tryNow();
    await settle();
    expect(shown(client)).toEqual(['old 1', 'mine']);
    expect(client.outbox.get()).toEqual([]);
  });

  test('[CLI-2] that was left behind by a long absence does not stay at the end as if it were on its way', async () => {
    const { server, client } = await opened({ said: 1 });
    server.scripts.set('message:room', ({ content, clientId }) => {
      const message = server.log(room).append(content as string, { user: me, clientId: clientId as never });
      return { id: message.id, seq: message.seq, at: 1, duplicate: false };
    });
    client.send(room, 'mine');
    await settle();
    server.cut();
    for (let index = 0; index < 700; index += 1) server.say(`missed ${index}`, { lost: true });
    client.tryNow();
    await settle();
    await client.timeline(room).showLatest();
    expect(shown(client).at(-1)).toBe('missed 699');
    expect(client.outbox.get()).toEqual([]);
  });

  test('[CLI-2] somebody who copies its clientId does not hide it', async () => {
    const { server, client } = await opened({ said: 1 });
    server.scripts.set('message:room', () => new Promise<object>(() => undefined));
    const clientId = client.send(room, 'mine');
    await settle();
    server.say('copied', { clientId });
    await settle();
    expect(shown(client)).toEqual(['old 1', 'copied', '~mine']);
    const keys = client
      .timeline(room)
      .get()
      .items.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('is shown only where the newest is', async () => {
    const { server, client } = await opened({ said: 300 });
    server.scripts.set('message:room', () => new Promise<object>(() => undefined));
    await client.timeline(room).showAround(100);
    client.send(room, 'mine');
    expect(shown(client)).not.toContain('~mine');
    await client.timeline(room).showLatest();
    expect(shown(client).at(-1)).toBe('~mine');
  });
});
