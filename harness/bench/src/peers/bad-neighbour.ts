/**
 * `bad-neighbour.ts DEED PORT ADDRESS`: says that it begins, and does its worst until it is killed, as from that address (`half-open` and `horde`: from it, one of this machine). Its connections are closed often; it comes back
 * at once. What it does is the same whatever the other side says: beside a sink it is measured too.
 */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { frame, openTcpWebSocket } from '@rookery/testkit/tcp-web-socket';
import type { TcpWebSocket } from '@rookery/testkit/tcp-web-socket';

const [, , deed = '', port = '', address = ''] = process.argv;
const url = `http://127.0.0.1:${port}`;
/** As a proxy on this machine would say it. */
const from = { 'x-forwarded-for': address };
/** Nobody waits longer for what a server says. */
const patienceMs = 300;

async function hears(socket: TcpWebSocket, text: string): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!socket.heard().includes(text) && !socket.isClosed() && performance.now() < giveUpAt) await pause(2);
}

async function connected(): Promise<TcpWebSocket> {
  const socket = await openTcpWebSocket(url, '', from);
  await socket.send(frame('40{}'));
  await hears(socket, 'server:hello');
  return socket;
}

async function guest(): Promise<TcpWebSocket> {
  const socket = await connected();
  await socket.send(frame(`420["user:join",{"username":"bad.${randomBytes(6).toString('hex')}"}]`));
  await hears(socket, '430[');
  return socket;
}

/** Comes back whenever it is over; `count` of them side by side. */
const many = (count: number, act: () => Promise<void>): Promise<unknown> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      for (;;) {
        await act().catch(() => undefined);
        await pause(10);
      }
    }),
  );

const batch = (payload: string, bytes = 65_536): Buffer => {
  const one = frame(payload);
  return Buffer.concat(Array.from({ length: Math.max(1, Math.floor(bytes / one.length)) }, () => one));
};

/** As fast as it is taken, or so often. */
async function pour(socket: TcpWebSocket, bytes: () => Buffer, everyMs = 0): Promise<void> {
  while (!socket.isClosed()) {
    await socket.send(bytes());
    if (everyMs > 0) await pause(everyMs);
  }
  socket.drop();
}

const always = (bytes: Buffer) => (): Buffer => bytes;

const garbage = (): Buffer =>
  Buffer.concat(
    [
      randomBytes(200).toString('latin1'),
      '42["message:room",',
      '42[null,{}]',
      '451-["message:room",{"_placeholder":true,"num":0}]',
      `42["message:room",${'['.repeat(5_000)}`,
      '420["sync",{"conversations":[{}]}]',
    ].map((text) => frame(text)),
  );

const room = (): string => `bad ${randomBytes(6).toString('hex')}`;

async function guestAtTheLimit(): Promise<void> {
  const socket = await guest();
  const own = room();
  await socket.send(frame(`421["room:create",{"name":"${own}"}]`));
  let turn = 0;
  // A hundred events a second, twenty of them messages.
  await pour(
    socket,
    () => {
      turn += 1;
      return frame(
        turn % 5 === 0
          ? `42["message:room",{"room":"${own}","content":"${turn}"}]`
          : `42["history:fetch",{"room":"${own}"}]`,
      );
    },
    10,
  );
}

async function founder(): Promise<void> {
  const socket = await guest();
  await socket.send(...Array.from({ length: 50 }, () => frame(`42["room:create",{"name":"${room()}"}]`)));
  socket.drop();
  await pause(20);
}

async function longPages(): Promise<void> {
  const socket = await guest();
  await socket.send(frame('421["room:join",{"room":"long"}]'));
  await pause(patienceMs);
  socket.pauseReading();
  await socket.send(
    ...Array.from({ length: 40 }, (_, id) => frame(`42${id}["history:fetch",{"room":"long","limit":100}]`)),
  );
  await pause(5_000);
  socket.drop();
}

async function polling(): Promise<void> {
  const base = `${url}/socket.io/?EIO=4&transport=polling`;
  const sid = /"sid":"([^"]+)"/.exec(await (await fetch(base, { headers: from })).text())?.[1] ?? 'none';
  const post = async (body: string): Promise<boolean> =>
    (await fetch(`${base}&sid=${sid}`, { method: 'POST', body, headers: from })).ok;
  const body = Array.from({ length: 19_000 }, () => '42["x"]').join('\x1e');
  for (let isIn = await post('40{}'); isIn;) isIn = await post(body);
}

/** A TCP connection that says `head` and then `byte` now and then; nothing if it is empty. */
function tcp(head: string, byte: string): Promise<void> {
  return new Promise((over) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    if (head) socket.write(head);
    const dripping = byte ? setInterval(() => socket.write(byte), 200) : undefined;
    socket.once('close', () => {
      clearInterval(dripping);
      over();
    });
  });
}

const slowBody = `POST /api/v1/call/rooms:list HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Forwarded-For: ${address}\r\nContent-Length: 100000\r\n\r\n`;

/** From an address of this machine that is no proxy's: the server sees it itself. */
const dial = (): Socket => connect({ port: Number(port), host: '127.0.0.1', localAddress: address });

/** A seventh of 100,000 handshakes that stop halfway, a few thousand of them at once. */
async function halfOpen(): Promise<void> {
  let left = 100_000 / 7;
  const head = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: web`;
  await Promise.all(
    Array.from({ length: 1_500 }, async () => {
      while ((left -= 1) > 0) {
        await over(dial(), head);
        await pause(10);
      }
    }),
  );
}

/** A seventh of 20,000 connections, whole ones of nobody; whoever is closed comes back. */
const horde = (): Promise<unknown> =>
  Promise.all(
    Array.from({ length: Math.ceil(20_000 / 7) }, async (_, index) => {
      await pause(index);
      for (;;) {
        await over(
          dial(),
          `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
          frame('40{}'),
        );
        await pause(1_000);
      }
    }),
  );

/** Says `head`, and `then` once it is answered, and waits for the end. */
function over(socket: Socket, head: string, then?: Buffer): Promise<void> {
  return new Promise((ended) => {
    socket.on('error', () => undefined);
    socket.once('data', () => then && socket.write(then));
    socket.resume();
    socket.write(head);
    socket.once('close', () => ended());
  });
}

const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
  namespaces: () =>
    many(3, async () => {
      const socket = await connected();
      socket.pauseReading();
      await pour(socket, always(batch('40/n,')));
    }),
  ghosts: () =>
    many(20, async () => {
      const socket = await openTcpWebSocket(url, '', from);
      await socket.send(frame('40{}'), frame('40{}'));
      socket.drop();
      await pause(90);
    }),
  'tiny-1': () => many(1, async () => pour(await connected(), always(batch('3', 5_000 * 7)), 50)),
  'tiny-10': () => many(10, async () => pour(await connected(), always(batch('3', 5_000 * 7)), 50)),
  nested: () =>
    many(1, async () => pour(await connected(), always(frame(`42["message:room",${'['.repeat(1_000_000)}`)))),
  polling: () => many(1, polling),
  guests: () => many(100, guestAtTheLimit),
  founding: () => many(20, founder),
  searches: () =>
    many(100, async () => pour(await connected(), always(frame('420["rooms:list",{"query":"nothing fits"}]')), 20)),
  pages: () => many(100, longPages),
  'slow-bodies': () => many(500, () => tcp(slowBody, 'x')),
  'half-open': halfOpen,
  horde,
  silent: () => many(5_000, () => tcp('', '')),
  garbage: () => many(1, async () => pour(await guest(), garbage, 2)),
  huge: () =>
    many(1, async () =>
      pour(await guest(), always(frame(`42["message:room",{"content":"${'x'.repeat(5_000_000)}"}]`)), 50),
    ),
  flood: () =>
    many(1, async () => pour(await guest(), always(batch('42["history:fetch",{"room":"room 0"}]', 20 * 43)), 2)),
};

const act = deeds[deed];
if (!act) throw new Error(`there is no deed ${deed}; there are ${Object.keys(deeds).join(', ')}`);
process.send?.('begins');
await act();
