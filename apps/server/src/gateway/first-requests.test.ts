import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { FirstRequests } from './first-requests.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function start(mostOpen = 10_000): Promise<{ dial: () => Promise<Socket> }> {
  const server = createServer((_, response) => response.end('hello'));
  const firstRequests = new FirstRequests(mostOpen);
  firstRequests.watch(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  closers.push(() => {
    firstRequests.close();
    server.closeAllConnections();
    server.close();
  });
  const dial = async (): Promise<Socket> => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    closers.push(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  return { dial };
}

async function ask(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString();
}

test('[OPS-18] hundreds that ask at once are all answered, and again over the same connection', async () => {
  const { dial } = await start();
  const sockets = await Promise.all(Array.from({ length: 500 }, dial));
  for (let round = 0; round < 2; round += 1)
    for (const answer of await Promise.all(sockets.map(ask))) expect(answer).toContain('hello');
});

test('[OPS-18] those who say nothing keep nobody out', async () => {
  const { dial } = await start();
  await Promise.all(Array.from({ length: 400 }, dial));
  expect(await ask(await dial())).toContain('hello');
});

test('[OPS-18] those who go before they are read disturb nobody', async () => {
  const { dial } = await start();
  const silent = await Promise.all(Array.from({ length: 300 }, dial));
  for (const socket of silent.slice(0, 200)) socket.resetAndDestroy();
  expect(await ask(await dial())).toContain('hello');
});

test('[OPS-27] thousands who say nothing do not keep a newcomer waiting', async () => {
  const { dial } = await start();
  for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 250 }, dial));
  const asked = performance.now();
  expect(await ask(await dial())).toContain('hello');
  // In the order of their coming it would take 20 rounds of 50 ms.
  expect(performance.now() - asked).toBeLessThan(900);
});

test('[OPS-27] beyond as many as may be open the silent make room, and where nobody is silent a newcomer is turned away', async () => {
  const { dial } = await start(18);
  const first = await Promise.all(Array.from({ length: 10 }, dial));
  for (const answer of await Promise.all(first.map(ask))) expect(answer).toContain('hello');
  // As many as are read at once: of those that are not read yet nobody knows who is silent.
  const silent = await Promise.all(Array.from({ length: 8 }, dial));
  const gone = Promise.all(silent.map((socket) => once(socket, 'close')));
  const second = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const socket = await dial();
      expect(await ask(socket)).toContain('hello');
      return socket;
    }),
  );
  await gone;
  const isAnswered = async (): Promise<boolean> => {
    const socket = await dial();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    // Not by `once` of node:events: whoever is turned away after writing may be told by a reset, which is an error first.
    return new Promise((resolve) => {
      socket.once('data', () => resolve(true));
      socket.once('close', () => resolve(false));
    });
  };
  expect(await isAnswered()).toBe(false);
  for (const answer of await Promise.all([...first, ...second].map(ask))) expect(answer).toContain('hello');
  second[0]?.destroy();
  await expect.poll(isAnswered).toBe(true);
});
