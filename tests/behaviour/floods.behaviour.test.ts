import { openPolling } from '@rookery/testkit/deaf';
import { everyoneLeaves, guest, visitor } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { frame, openTcpWebSocket } from '@rookery/testkit/tcp-web-socket';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_LOG_LEVEL: 'error' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

/** As from another address: by the header that a proxy on this machine would send. */
const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });

describe('a flood from one address', () => {
  const floods: readonly (readonly [string, Buffer])[] = [
    ['tiny frames', frame('3')],
    ['events that are none', frame('42["x"]')],
    ['pings of the WebSocket', frame('', 9)],
    ['frames of 1 MB', frame(`42["message:room",{"room":"${'x'.repeat(1_000_000)}"}]`)],
  ];
  test.each(floods)(
    '[OPS-25] of %s is cut off',
    async (what, flood) => {
      const alice = await guest(target.url);
      const socket = await openTcpWebSocket(target.url, '', from(`198.51.100.${what.length}`));
      await socket.send(frame('40{}'));
      const batch = Buffer.concat(Array.from({ length: Math.ceil(100_000 / flood.length) }, () => flood));
      for (let sent = 0; sent < 80_000_000 && !socket.isClosed(); sent += batch.length) await socket.send(batch);
      // What is refused is read no faster than it may be.
      await until('it is cut off', socket.isClosed, 40_000);
      expect(await alice.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
    },
    60_000,
  );

  test('[OPS-25] by long-polling is cut off too', async () => {
    const alice = await guest(target.url);
    const { post } = await openPolling(target.url, {});
    const packets = Array.from({ length: 9_000 }, () => '42["x"]');
    const answers: number[] = [];
    for (let round = 0; round < 6 && answers.at(-1) !== 400; round += 1) answers.push(await post(packets));
    expect(answers[0]).toBe(200);
    expect(answers.at(-1)).toBe(400);
    expect(await alice.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
  });

  test('[OPS-25] of one user from many addresses is cut off, and her modest device stays', async () => {
    const ann = await guest(target.url);
    let cutOff = 0;
    ann.socket.on('disconnect', () => (cutOff += 1));
    // Less than one connection may send, from an address that nobody else has.
    const megabyte = frame(`42["x",{"room":"${'x'.repeat(1_000_000)}"}]`);
    let dropped = 0;
    for (let index = 0; index < 12; index += 1) {
      const socket = await openTcpWebSocket(target.url, '', from(`198.51.101.${index}`));
      await socket.send(frame(`40${JSON.stringify({ token: ann.token })}`));
      await until('she is known', () => socket.heard().includes('server:hello'));
      for (let sent = 0; sent < 10 && !socket.isClosed(); sent += 1) await socket.send(megabyte);
      // Whoever is cut off hears of it by then; the others are not asked.
      await ann.ask('rooms:list', { limit: 1 });
      if (socket.isClosed()) dropped += 1;
      socket.drop();
    }
    expect(dropped).toBeGreaterThan(2);
    expect(cutOff).toBe(0);
    expect(await ann.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
  }, 30_000);

  test('[OPS-25] over many sockets is cut off, and a colleague at the same address stays', async () => {
    const headers = from('198.51.100.200');
    const colleague = visitor(target.url, {}, { extraHeaders: headers });
    await colleague.hears('server:hello');
    let cutOff = 0;
    colleague.socket.on('disconnect', () => (cutOff += 1));
    let sockets = 0;
    const batch = Buffer.concat(Array.from({ length: 1_000 }, () => frame('3')));
    let isRefused = false;
    for (; sockets < 400 && !isRefused; sockets += 1) {
      const socket = await openTcpWebSocket(target.url, '', headers);
      isRefused = socket.heard().includes('429 Too Many Requests');
      for (let sent = 0; sent < 30 && !socket.isClosed(); sent += 1) await socket.send(batch);
      socket.drop();
    }
    expect(isRefused).toBe(true);
    expect(sockets).toBeLessThan(300);
    expect(await colleague.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
    expect(cutOff).toBe(0);
  }, 30_000);

  test('[OPS-25] that breaks the rules again and again gets no new connection, and a colleague stays', async () => {
    const headers = from('198.51.100.201');
    const colleague = visitor(target.url, {}, { extraHeaders: headers });
    await colleague.hears('server:hello');
    let isRefused = false;
    for (let count = 0; count < 400 && !isRefused; count += 1) {
      const socket = await openTcpWebSocket(target.url, '', headers);
      isRefused = socket.heard().includes('429 Too Many Requests');
      await socket.send(frame('40{}'), frame('40/elsewhere,'));
      await until('it is cut off', socket.isClosed, 8_000, { everyMs: 2 });
    }
    expect(isRefused).toBe(true);
    expect(await colleague.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
  }, 60_000);

  test('[OPS-25] of requests is answered by and by, each of them once, and keeps no colleague waiting', async () => {
    const headers = from('198.51.100.202');
    const colleague = visitor(target.url, {}, { extraHeaders: headers });
    await colleague.hears('server:hello');
    const socket = await openTcpWebSocket(target.url, '', headers);
    await socket.send(frame('40{}'));
    await until('it is greeted', () => socket.heard().includes('server:hello'));
    const requests = 5_000;
    await socket.send(...Array.from({ length: requests }, (_, id) => frame(`42${id}["inbox:list"]`)));
    const answers = (): number => socket.heard().split('"ok":false').length - 1;
    await until('some are answered', () => answers() > 0);
    expect(await colleague.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
    const before = answers();
    await until('all are answered', () => answers() >= requests, 40_000);
    expect(before).toBeLessThan(requests);
    expect(answers()).toBe(requests);
    expect(socket.isClosed()).toBe(false);
    socket.drop();
  }, 60_000);

  test('[OPS-39] what many at one address write at once is all kept, in the order in which each wrote it', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => guest(target.url)));
    const room = 'everybody at once';
    expect(await people[0]?.ask('room:create', { name: room })).toMatchObject({ ok: true });
    for (const answer of await Promise.all(people.slice(1).map((person) => person.ask('room:join', { room }))))
      expect(answer).toMatchObject({ ok: true });
    const written = await Promise.all(
      people.map((person) =>
        Promise.all(
          Array.from({ length: 30 }, (_, index) => person.ask('message:room', { room, content: `${index}` })),
        ),
      ),
    );
    for (const own of written) {
      const places = own.map((answer) => (answer.ok ? answer.seq : 0));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(0);
    }
  }, 30_000);

  test('[OPS-25] who reads a hundred long pages, and says so of each, sends no heartbeats', async () => {
    const ann = await guest(target.url);
    let cutOff = 0;
    ann.socket.on('disconnect', () => (cutOff += 1));
    const room = 'long pages';
    expect(await ann.ask('room:create', { name: room })).toMatchObject({ ok: true });
    for (let index = 0; index < 10; index += 1)
      expect(await ann.ask('message:room', { room, content: 'x'.repeat(7_900) })).toMatchObject({ ok: true });
    for (let page = 0; page < 130; page += 1)
      expect(await ann.ask('history:fetch', { room, limit: 10 })).toMatchObject({ ok: true });
    expect(cutOff).toBe(0);
  }, 60_000);
});
