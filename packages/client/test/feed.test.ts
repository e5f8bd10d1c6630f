import { fail, room, settle } from '@rookery/testkit';
import { asConversationId } from '@rookery/protocol';
import type { Change } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { opened, shown } from './bench.ts';

const contents = (messages: readonly { readonly content?: string | undefined }[]) =>
  messages.map(({ content }) => content);

describe('live events', () => {
  test('[CLI-2] what comes twice, or late, is shown once and in order', async () => {
    const { server, client } = await opened({ said: 2 });
    const third = server.say('three');
    server.emit('message:receive', third);
    server.say('four');
    server.emit('message:receive', third);
    await settle();
    expect(shown(client)).toEqual(['old 1', 'old 2', 'three', 'four']);
  });

  test('[CLI-2] a skipped number is read with sync before anything after it is shown', async () => {
    const { server, client, heard } = await opened({ said: 1, listens: true });
    let release = (): void => undefined;
    server.scripts.set('sync', async (payload) => {
      await new Promise<void>((resolve) => (release = resolve));
      const held = (payload['conversations'] as never[])[0] as never;
      return { conversations: [server.log(room).since(held)] };
    });
    server.say('lost', { lost: true });
    server.say('late');
    await settle();
    expect(shown(client)).toEqual(['old 1']);
    server.say('later');
    release();
    await settle();
    expect(shown(client)).toEqual(['old 1', 'lost', 'late', 'later']);
    expect(contents(heard)).toEqual(['lost', 'late', 'later']);
  });

  test('[CLI-2] changes are followed by their own numbers, with holes read too', async () => {
    const { server, client } = await opened({ said: 2 });
    server.edit(1, 'first edit', { lost: true });
    server.edit(2, 'second edit');
    await settle();
    expect(shown(client)).toEqual(['first edit', 'second edit']);
  });

  test('[CLI-2] a change that is older than the page that shows its message takes nothing back', async () => {
    const { server, client } = await opened({ said: 1 });
    const older = server.edit(1, 'older', { lost: true });
    server.edit(1, 'newer', { lost: true });
    server.cut();
    client.tryNow();
    await settle();
    server.emit('message:update', older);
    await settle();
    expect(shown(client)).toEqual(['newer']);
  });

  test('[RES-4] a change that is hidden, or of a kind not known here, only moves the place on', async () => {
    const { server, client, heard } = await opened({ said: 1, listens: true });
    const base = { conversation: room, prev: 0, rev: 1, id: 'c1', kind: 'hidden' } as const;
    server.log(room).changes.push(base);
    server.emit('message:update', base);
    const unknown = { ...base, prev: 1, rev: 2, id: 'c2', kind: 'sparkle', seq: 1, sparkle: true } as unknown as Change;
    server.log(room).changes.push(unknown);
    server.emit('message:update', unknown);
    const asked = server.counts('sync');
    server.edit(1, 'edited');
    await settle();
    expect(shown(client)).toEqual(['edited']);
    expect(server.counts('sync')).toBe(asked);
    expect(heard).not.toContain('reset');
    expect(client.inbox.get().entries[0]?.head).toMatchObject({ rev: 3 });
  });

  test('[CLI-3] a feed that the server stopped goes on after sync', async () => {
    const { server, client } = await opened({ said: 1 });
    server.say('two', { lost: true });
    server.emit('feed:lagging', { conversation: room, head: server.log(room).head });
    await settle();
    server.say('three');
    await settle();
    expect(shown(client)).toEqual(['old 1', 'two', 'three']);
  });
});

describe('a reconnect', () => {
  test('[CLI-3] what came meanwhile is read before what is live', async () => {
    const { server, client, heard } = await opened({ said: 1, listens: true });
    server.cut();
    server.say('missed', { lost: true });
    server.edit(1, 'edited', { lost: true });
    client.tryNow();
    await Promise.resolve();
    server.say('live at once');
    await settle();
    expect(shown(client)).toEqual(['edited', 'missed', 'live at once']);
    expect(contents(heard)).toEqual(['missed', 'live at once']);
  });

  test('[CLI-3] all conversations and the inbox go into one request of sync', async () => {
    const all = await opened({ said: 1 });
    const { server, client } = all;
    for (let index = 0; index < 40; index += 1) server.log(asConversationId(`r_${index}`)).append('hello');
    server.inboxRev = 2;
    server.emit('inbox:update', { prev: 2, rev: 2 });
    server.scripts.set('sync', (payload) =>
      payload['inbox'] === undefined ? { conversations: [] } : { inbox: { reset: true }, conversations: [] },
    );
    await settle();
    server.scripts.delete('sync');
    await all.clock.advance(5_000);
    expect(client.inbox.get().entries).toHaveLength(41);
    server.cut();
    const before = server.counts('sync');
    client.tryNow();
    await settle();
    expect(server.counts('sync') - before).toBe(1);
    expect(server.asked.at(-1)?.payload['conversations']).toHaveLength(41);
    expect(server.asked.at(-1)?.payload['inbox']).toBe(2);
  });

  test('[CLI-5] whoever listens gets every message of a long absence, in pages', async () => {
    const { server, client, heard } = await opened({ said: 1, listens: true });
    server.cut();
    for (let index = 0; index < 1_234; index += 1) server.say(`missed ${index}`, { lost: true });
    client.tryNow();
    await settle();
    server.say('live');
    await settle();
    expect(contents(heard)).toEqual([...Array.from({ length: 1_234 }, (_, index) => `missed ${index}`), 'live']);
  });

  test('[CLI-5] a window does not replay a long absence: it stays where it was and says that there is more', async () => {
    const { server, client } = await opened({ said: 3 });
    server.cut();
    for (let index = 0; index < 2_000; index += 1) server.say(`missed ${index}`, { lost: true });
    server.edit(2, 'edited meanwhile', { lost: true });
    client.tryNow();
    await settle();
    const timeline = client.timeline(room);
    expect(shown(client).slice(0, 3)).toEqual(['old 1', 'edited meanwhile', 'old 3']);
    expect(timeline.get().hasNewer).toBe(true);
    expect(server.counts('sync')).toBeLessThan(10);
    expect(client.inbox.get().entries[0]?.unread).toBe(2_003);
    server.say('live');
    await timeline.loadNewer();
    const seqs = timeline.messages.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    await timeline.showLatest();
    expect(shown(client).at(-1)).toBe('live');
  });

  test('[CLI-3] steps without number that were missed are not read to tell of them: it is told that they were passed over', async () => {
    const { server, client } = await opened({ said: 1 });
    const told: string[] = [];
    client.on('step', ({ kind }) => told.push(kind));
    client.on('skipped', ({ conversation }) => told.push(`skipped ${conversation}`));
    for (let count = 1; count <= 2_000; count += 1) server.say(`missed ${count}`, { lost: true });
    server.cut();
    client.tryNow();
    await settle();
    server.say('live');
    await settle();
    expect(told).toEqual([`skipped ${room}`, 'message']);
    expect(server.counts('sync')).toBeLessThan(5);
  });

  test('[CLI-3] a connection that is lost within the resume is resumed by the next', async () => {
    const { server, client, heard } = await opened({ said: 1, listens: true });
    server.cut();
    server.say('missed', { lost: true });
    server.scripts.set('sync', () => new Promise<object>(() => undefined));
    client.tryNow();
    await settle();
    server.say('live');
    server.cut();
    server.scripts.delete('sync');
    client.tryNow();
    await settle();
    expect(contents(heard)).toEqual(['missed', 'live']);
    expect(shown(client)).toEqual(['old 1', 'missed', 'live']);
  });
});

describe('a read that fails', () => {
  test('[CLI-6] a hole is asked for again after growing pauses, however many live events come', async () => {
    const { server, client, clock } = await opened({ said: 1 });
    server.scripts.set('sync', () => fail('internal'));
    server.say('lost', { lost: true });
    const before = server.counts('sync');
    for (let index = 0; index < 100; index += 1) {
      server.say(`live ${index}`);
      await clock.advance(100);
    }
    // 10 s of doubling pauses from half a second.
    expect(server.counts('sync') - before).toBeLessThan(8);
    expect(server.counts('sync') - before).toBeGreaterThan(2);
    server.scripts.delete('sync');
    await clock.advance(30_000);
    expect(shown(client)).toHaveLength(102);
  });

  test('[CLI-6] the server says when: not before, and not all clients at once', async () => {
    const { server, clock, client } = await opened({ said: 1 });
    server.scripts.set('sync', () => fail('unavailable', 4_000));
    server.say('lost', { lost: true });
    server.say('live');
    await settle();
    const before = server.counts('sync');
    await clock.advance(3_999);
    expect(server.counts('sync')).toBe(before);
    server.scripts.delete('sync');
    await clock.advance(2_001);
    expect(shown(client)).toEqual(['old 1', 'lost', 'live']);
  });

  test('[CLI-6] no loop turns while there is no connection', async () => {
    const { server, clock } = await opened({ said: 1 });
    server.scripts.set('sync', () => new Promise<object>(() => undefined));
    server.say('lost', { lost: true });
    server.say('live');
    server.refusals = Array.from({ length: 50 }, () => 'unreachable' as const);
    server.cut();
    const before = server.asked.length;
    await clock.advance(60_000);
    expect(server.asked.length).toBe(before);
  });

  test('[CLI-6] a node whose answer stays behind its own live events is not asked without a pause', async () => {
    const { server, clock } = await opened({ said: 1 });
    server.scripts.set('sync', (payload) => ({
      conversations: (payload['conversations'] as { readonly conversation: string }[]).map(({ conversation }) => ({
        conversation,
        head: { ...server.log(room).head, seq: 1, id: server.log(room).messages[0]?.id },
        messages: [],
        changes: [],
        more: false,
      })),
    }));
    server.say('lost', { lost: true });
    server.say('live');
    const before = server.counts('sync');
    await clock.advance(10_000);
    expect(server.counts('sync') - before).toBeLessThan(10);
  });
});

describe('another life of the log', () => {
  test.each(['said by the server', 'found by sync'])(
    '[CLI-9] %s: dropped, read afresh, and live again',
    async (how) => {
      const { server, client } = await opened({ said: 5 });
      if (how === 'found by sync') server.cut();
      server.log(room).rewrite('e2', ['new 1', 'new 2']);
      if (how === 'found by sync') client.tryNow();
      else server.emit('conversation:reset', { conversation: room, head: server.log(room).head });
      await settle();
      expect(shown(client)).toEqual(['new 1', 'new 2']);
      server.say('new 3');
      await settle();
      expect(shown(client)).toEqual(['new 1', 'new 2', 'new 3']);
      expect(client.inbox.get().entries[0]?.head).toEqual(server.log(room).head);
    },
  );

  test('[CLI-9] an answer of history from the old life does not come into the new', async () => {
    const { server, client } = await opened({ said: 200 });
    let release = (): void => undefined;
    const old = server.log(room).page({ before: 151, limit: 50 });
    server.scripts.set('history:fetch', async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return old;
    });
    void client.timeline(room).loadOlder();
    await settle();
    server.scripts.delete('history:fetch');
    server.log(room).rewrite('e2', ['new 1']);
    server.emit('conversation:reset', { conversation: room, head: server.log(room).head });
    release();
    await settle();
    expect(shown(client)).toEqual(['new 1']);
  });

  test('[CLI-9] a first page of the old life that comes late is not shown for a moment', async () => {
    const all = await opened({ said: 3 });
    const { server, client } = all;
    client.timeline(room).letGo();
    const old = server.log(room).page({ limit: 50 });
    const releases: (() => void)[] = [];
    server.scripts.set('history:fetch', async () => {
      const answer = releases.length === 0 ? old : server.log(room).page({ limit: 50 });
      await new Promise<void>((resolve) => releases.push(resolve));
      return answer;
    });
    const views: (string | undefined)[][] = [];
    const resets: unknown[] = [];
    client.on('reset', (reset) => resets.push(reset));
    client.timeline(room).subscribe(() => views.push(shown(client)));
    await settle();
    server.log(room).rewrite('e2', ['new 1']);
    server.emit('conversation:reset', { conversation: room, head: server.log(room).head });
    await settle();
    releases[0]?.();
    await settle();
    releases[1]?.();
    await settle();
    expect(shown(client)).toEqual(['new 1']);
    expect(views.flat()).not.toContain('old 1');
    expect(resets).toHaveLength(1);
  });

  test('[CLI-9] an answer of sync from the old life does not come into the new', async () => {
    const { server, client } = await opened({ said: 1 });
    const resets: unknown[] = [];
    client.on('reset', (reset) => resets.push(reset));
    let release = (): void => undefined;
    server.scripts.set('sync', async ({ conversations }) => {
      const answer = (conversations as never[]).map((held) => server.log(room).since(held));
      await new Promise<void>((resolve) => (release = resolve));
      return { conversations: answer };
    });
    server.say('lost', { lost: true });
    server.say('old 3');
    await settle();
    server.scripts.delete('sync');
    server.log(room).rewrite('e2', ['new 1']);
    server.emit('conversation:reset', { conversation: room, head: server.log(room).head });
    release();
    await settle();
    server.say('new 2');
    await settle();
    expect(shown(client)).toEqual(['new 1', 'new 2']);
    expect(resets).toHaveLength(1);
  });

  test('[CLI-9] a read of the old life that waits for a better day does not hold up the new', async () => {
    const { server, client } = await opened({ said: 100 });
    server.scripts.set('history:fetch', () => fail('unavailable', 30_000));
    void client.timeline(room).loadOlder();
    await settle();
    server.scripts.delete('history:fetch');
    server.log(room).rewrite('e2', ['new 1']);
    server.emit('conversation:reset', { conversation: room, head: server.log(room).head });
    await settle();
    expect(shown(client)).toEqual(['new 1']);
  });

  test('[CLI-9] another message under a number that was delivered is noticed', async () => {
    const { server, client } = await opened({ said: 2 });
    server.log(room).rewrite('e1b', ['other 1', 'other 2']);
    server.emit('message:receive', server.log(room).messages[1] as never);
    await settle();
    expect(shown(client)).toEqual(['other 1', 'other 2']);
  });
});
