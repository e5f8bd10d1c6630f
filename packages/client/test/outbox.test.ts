import { fail, me, room, type ScriptedServer, settle } from '@rookery/testkit';
import { limits } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { memoryOutbox } from '../src/index.ts';
import type { OutboxStorage } from '../src/index.ts';
import { bench, opened, shown } from './bench.ts';

const sentContents = (server: ScriptedServer) =>
  server.asked.filter(({ name }) => name === 'message:room').map(({ payload }) => payload['content']);
const inLog = (server: ScriptedServer) => server.log(room).messages.map(({ content }) => content);

describe('what waits to be sent', () => {
  test('[CLI-1] goes out one after the other, in the order of writing', async () => {
    const { server, client } = await opened();
    let answer = (): void => undefined;
    server.scripts.set('message:room', async ({ content, clientId }) => {
      await new Promise<void>((resolve) => (answer = resolve));
      const message = server.say(content as string, { user: me, clientId: clientId as never });
      return { id: message.id, seq: message.seq, at: 1, duplicate: false };
    });
    for (const content of ['a', 'b', 'c']) client.send(room, content);
    await settle();
    expect(sentContents(server)).toEqual(['a']);
    for (let index = 0; index < 3; index += 1) {
      answer();
      await settle();
    }
    expect(inLog(server)).toEqual(['a', 'b', 'c']);
    expect(client.waiting.get()).toBe(0);
  });

  test('[CLI-1] is repeated under one clientId while the outcome is unknown, and is there once', async () => {
    const { server, client, clock } = await opened();
    let failures = 3;
    server.scripts.set('message:room', ({ content, clientId }) => {
      const before = server.log(room).messages.find((message) => message.clientId === clientId);
      const message = before ?? server.say(content as string, { lost: true, user: me, clientId: clientId as never });
      if ((failures -= 1) >= 0) fail(failures === 1 ? 'timeout' : 'unavailable', 1_000);
      return { id: message.id, seq: message.seq, at: 1, duplicate: before !== undefined };
    });
    client.send(room, 'once');
    await clock.advance(20_000);
    expect(inLog(server)).toEqual(['once']);
    const ids = server.asked.filter(({ name }) => name === 'message:room').map(({ payload }) => payload['clientId']);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
    expect(client.waiting.get()).toBe(0);
  });

  test('[CLI-1] is repeated until it is acknowledged, though its echo was heard: a failover may take that back', async () => {
    const { server, client, clock } = await opened();
    let isFirst = true;
    server.scripts.set('message:room', ({ content, clientId }) => {
      const before = server.log(room).messages.find((message) => message.clientId === clientId);
      const message = before ?? server.say(content as string, { user: me, clientId: clientId as never });
      if (isFirst) {
        isFirst = false;
        fail('unavailable', 1_000);
      }
      return { id: message.id, seq: message.seq, at: 1, duplicate: before !== undefined };
    });
    client.send(room, 'heard');
    await settle();
    expect(client.waiting.get()).toBe(1);
    expect(shown(client)).toEqual(['heard']);
    await clock.advance(20_000);
    expect(sentContents(server)).toEqual(['heard', 'heard']);
    expect(shown(client)).toEqual(['heard']);
    expect(client.waiting.get()).toBe(0);
  });

  test('[CLI-1] waits for the connection and goes out by itself with the next, without its pause', async () => {
    const { server, client } = await opened();
    server.cut();
    client.send(room, 'a');
    client.send(room, 'b');
    await settle();
    expect(client.waiting.get()).toBe(2);
    expect(shown(client)).toEqual(['~a', '~b']);
    client.tryNow();
    await settle();
    expect(inLog(server)).toEqual(['a', 'b']);
  });

  test('[CLI-1] a pause that one node asked for is over with the next connection', async () => {
    const { server, client } = await opened();
    server.scripts.set('message:room', () => fail('unavailable', 60_000));
    client.send(room, 'a');
    await settle();
    server.scripts.delete('message:room');
    server.cut();
    client.tryNow();
    await settle();
    expect(inLog(server)).toEqual(['a']);
  });

  test('[CLI-1] a message sent while the queue is just running empty is not forgotten', async () => {
    const { server, client } = await opened();
    const contents = Array.from({ length: 60 }, (_, index) => `${index}`);
    for (const content of contents) {
      client.send(room, content);
      // Every place in the turn of promises that the last one may have left.
      for (let turn = 0; turn < Number(content) % 12; turn += 1) await Promise.resolve();
    }
    await settle();
    expect(inLog(server)).toEqual(contents);
  });

  test('[CLI-1] is stored before it is sent, and out of the storage once it is', async () => {
    const kept = memoryOutbox();
    const log: string[] = [];
    const storage: OutboxStorage = {
      ...kept,
      put: async (entry) => {
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`stored ${entry.content}`);
        return kept.put(entry);
      },
    };
    const { server, client } = await opened({ outbox: storage });
    server.scripts.set('message:room', ({ content, clientId }) => {
      log.push(`sent ${String(content)}`);
      const message = server.say(content as string, { user: me, clientId: clientId as never });
      return { id: message.id, seq: message.seq, at: 1, duplicate: false };
    });
    client.send(room, 'a');
    client.send(room, 'b');
    await settle();
    await settle();
    for (const content of ['a', 'b'])
      expect(log.indexOf(`sent ${content}`)).toBeGreaterThan(log.indexOf(`stored ${content}`));
    expect(inLog(server)).toEqual(['a', 'b']);
    expect(await kept.load(me.id)).toEqual([]);
  });

  test('[CLI-1] a storage that fails keeps nothing from going out', async () => {
    const broken = (): Promise<never> => Promise.reject(new Error('full'));
    const { server, client } = await opened({
      outbox: { load: broken, put: broken, delete: broken, close: () => undefined },
    });
    client.send(room, 'anyway');
    await settle();
    expect(inLog(server)).toEqual(['anyway']);
  });

  test('what the server refuses says why, holds up nothing, and goes out when the person says so', async () => {
    const { server, client } = await opened();
    server.scripts.set('message:room', () => fail('too_large'));
    const clientId = client.send(room, 'long');
    await settle();
    server.scripts.delete('message:room');
    client.send(room, 'short');
    await settle();
    expect(inLog(server)).toEqual(['short']);
    expect(client.outbox.get()[0]?.status).toMatchObject({ state: 'failed', code: 'too_large' });
    await client.retry(clientId);
    await settle();
    expect(inLog(server)).toEqual(['short', 'long']);
    expect(client.outbox.get()).toEqual([]);
  });

  test('[CLI-6] a message at which the server itself fails does not hold up the others for ever', async () => {
    const { server, client, clock } = await opened();
    server.scripts.set('message:room', ({ content, clientId }) => {
      if (content === 'poison') fail('internal');
      const message = server.say(content as string, { user: me, clientId: clientId as never });
      return { id: message.id, seq: message.seq, at: 1, duplicate: false };
    });
    const clientId = client.send(room, 'poison');
    client.send(room, 'after');
    await clock.advance(60_000);
    expect(inLog(server)).toEqual(['after']);
    expect(client.outbox.get().map(({ entry, status }) => [entry.clientId, status.state])).toEqual([
      [clientId, 'failed'],
    ]);
  });

  test('what is discarded does not go out, nor come back', async () => {
    const all = await opened();
    all.server.cut();
    const clientId = all.client.send(room, 'no');
    await all.client.discard(clientId);
    all.client.close();
    const client = all.again();
    client.open();
    await settle();
    expect(all.server.counts('message:room')).toBe(0);
    expect(client.outbox.get()).toEqual([]);
  });
});

describe('the end of the program', () => {
  test('[CLI-4] what was left is shown at once and goes out before what is written later', async () => {
    const all = await opened();
    all.server.refusals = ['unreachable', 'unreachable', 'unreachable'];
    all.server.cut();
    for (const content of ['a', 'b', 'c']) all.client.send(room, content);
    await settle();
    all.client.close();
    // The clock of the device is set back meanwhile.
    all.clock.step(-3_600_000);
    const client = all.again();
    client.open();
    await settle();
    client.send(room, 'd');
    expect(client.waiting.get()).toBe(4);
    expect(shown(client)).toEqual(['~a', '~b', '~c', '~d']);
    await all.clock.advance(10_000);
    expect(inLog(all.server)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('[CLI-4] a storage that is slow, and keeps no order, is waited for', async () => {
    const kept = memoryOutbox();
    const all = await opened({ outbox: kept });
    all.server.cut();
    for (const content of ['a', 'b', 'c']) all.client.send(room, content);
    await settle();
    all.client.close();
    let loaded = (): void => undefined;
    const slow: OutboxStorage = {
      ...kept,
      load: async (author) => {
        const entries = await kept.load(author);
        await new Promise<void>((resolve) => (loaded = resolve));
        return entries.toReversed();
      },
    };
    const client = all.again(slow);
    client.open();
    await settle();
    client.send(room, 'd');
    await settle();
    expect(inLog(all.server)).toEqual([]);
    loaded();
    await settle();
    expect(inLog(all.server)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('[CLI-4] what was acknowledged at the last moment is not there twice', async () => {
    const all = await opened();
    all.server.scripts.set('message:room', ({ content, clientId }) => {
      all.server.log(room).append(content as string, { user: me, clientId: clientId as never });
      return new Promise<object>(() => undefined);
    });
    all.client.send(room, 'once');
    await settle();
    all.client.close();
    all.server.scripts.delete('message:room');
    const client = all.again();
    client.open();
    client.timeline(room).subscribe(() => undefined);
    await settle();
    expect(inLog(all.server)).toEqual(['once']);
    expect(shown(client)).toEqual(['once']);
    expect(client.outbox.get()).toEqual([]);
    expect(await all.outbox.load(me.id)).toEqual([]);
  });

  test('[CLI-4] a look for others’ entries that began before the answer does not send it again', async () => {
    const kept = memoryOutbox();
    let loaded: (() => void) | null = null;
    let isSlow = false;
    const { server, client, clock } = bench({
      outbox: {
        ...kept,
        load: async (author) => {
          const entries = await kept.load(author);
          if (isSlow) await new Promise<void>((resolve) => (loaded = resolve));
          return entries;
        },
      },
    });
    client.open();
    await settle();
    let answer = (): void => undefined;
    server.scripts.set('message:room', async ({ content, clientId }) => {
      await new Promise<void>((resolve) => (answer = resolve));
      const message = server.say(content as string, { user: me, clientId: clientId as never });
      return { id: message.id, seq: message.seq, at: 1, duplicate: false };
    });
    client.send(room, 'a');
    isSlow = true;
    await clock.advance(5_000);
    answer();
    await settle();
    (loaded as (() => void) | null)?.();
    await settle();
    expect(sentContents(server)).toEqual(['a']);
    expect(client.outbox.get()).toEqual([]);
  });

  test('[CLI-4] two programs over one storage neither double nor disorder', async () => {
    const all = await opened();
    all.server.cut();
    const second = all.again();
    for (const content of ['a', 'b', 'c', 'd']) all.client.send(room, content);
    await settle();
    second.open();
    await settle();
    all.client.tryNow();
    await all.clock.advance(10_000);
    expect(inLog(all.server)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('[CLI-4] older than the server remembers, it asks; the answer sends it as a new one', async () => {
    const all = await opened();
    all.server.cut();
    const clientId = all.client.send(room, 'old');
    await settle();
    all.client.close();
    all.clock.step(limits.dedupeMs + 1);
    const client = all.again();
    client.open();
    client.timeline(room).subscribe(() => undefined);
    await all.clock.advance(10_000);
    expect(all.server.counts('message:room')).toBe(0);
    expect(client.outbox.get()[0]?.status.state).toBe('expired');
    expect(client.waiting.get()).toBe(0);
    await client.retry(clientId);
    await settle();
    expect(inLog(all.server)).toEqual(['old']);
    expect(all.server.log(room).messages[0]?.clientId).not.toBe(clientId);
    expect(await all.outbox.load(me.id)).toEqual([]);
  });

  test('[CLI-4] one that grows too old while it waits asks too', async () => {
    const all = await opened();
    all.server.refusals = ['unreachable'];
    all.server.cut();
    all.client.send(room, 'old');
    await settle();
    all.clock.step(limits.dedupeMs + 1);
    await all.clock.advance(10_000);
    expect(all.client.connection.get().state).toBe('online');
    expect(all.server.counts('message:room')).toBe(0);
    expect(all.client.outbox.get()[0]?.status.state).toBe('expired');
  });
});

describe('a first message to somebody', () => {
  const answers = (server: ScriptedServer) =>
    server.scripts.set('message:private', () => ({ id: 'm_1', seq: 1, at: 1, duplicate: false, conversation: 'd_1' }));

  test('resolves with the conversation', async () => {
    const { server, client } = await opened();
    answers(server);
    expect(await client.sendTo('other', 'hello')).toMatchObject({ conversation: 'd_1' });
    expect(client.outbox.get()).toEqual([]);
  });

  test('rejects with the server’s no, and leaves nothing behind', async () => {
    const { server, client, outbox } = await opened();
    server.scripts.set('message:private', () => fail('not_found'));
    await expect(client.sendTo('nobody', 'hello')).rejects.toMatchObject({ code: 'not_found' });
    expect(client.outbox.get()).toEqual([]);
    expect(await outbox.load(me.id)).toEqual([]);
  });

  test('[CLI-4] survives the end of the program like any other', async () => {
    const all = await opened();
    all.server.cut();
    all.client.send({ to: 'other' }, 'hello');
    await settle();
    all.client.close();
    answers(all.server);
    const client = all.again();
    client.open();
    await settle();
    expect(all.server.asked.find(({ name }) => name === 'message:private')?.payload).toMatchObject({
      to: 'other',
      content: 'hello',
    });
    expect(client.outbox.get()).toEqual([]);
  });
});

test('nothing is left running after close', async () => {
  const all = bench();
  all.client.open();
  all.client.timeline(room).subscribe(() => undefined);
  all.client.watchPresence([me.id]);
  await settle();
  all.server.scripts.set('message:room', () => fail('unavailable', 60_000));
  all.client.send(room, 'a');
  all.client.setTyping(room, true);
  await settle();
  all.client.close();
  await settle();
  expect(all.clock.waiting).toBe(0);
});
