import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { until } from '@rookery/testkit/until';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { io } from 'socket.io-client';
import type { Socket as ClientSocket } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { Frame } from '../delivery/frame.ts';
import type { Heartbeat } from './heartbeat.ts';
import { NoRooms, isAsExpected, dropHandshake } from './lean-socket.ts';
import { LeanTransport, useLeanTransport } from './lean-transport.ts';
import { isIdle } from './socket-insides.ts';
import type { ClientInsides } from './socket-insides.ts';
import { SocketWire, counters } from './socket-wire.ts';

const require = createRequire(import.meta.url);
/** The installed package's, which its `exports` may hide. */
const version = (name: string): unknown => {
  const main = require.resolve(name);
  const folder = main.slice(0, main.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
  return (JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { version: string }).version;
};
const known = { ws: '8.21.3', 'engine.io': '6.6.12', 'socket.io': '4.8.3', 'socket.io-adapter': '2.5.8' };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A Socket.IO server as the gateway sets it up, and one client of it. */
async function connected(
  transports: ['websocket'] | ['polling', 'websocket'],
): Promise<{ socket: Socket; client: ClientSocket; beats: Set<unknown>; http: ReturnType<typeof createServer> }> {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server = new Server(http, { serveClient: false, adapter: NoRooms });
  useLeanTransport(server.engine);
  closing.push(() => server.close());
  const arrived = once(server, 'connection') as Promise<[Socket]>;
  const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports, reconnection: false });
  closing.push(() => client.disconnect());
  const [socket] = await arrived;
  socket.on('error', noop);
  socket.on('disconnect', noop);
  if (!client.connected) await once(client as unknown as NodeJS.EventEmitter, 'connect');
  const beats = new Set<unknown>();
  return { socket, client, beats, http };
}

function noop(): void {}
const insidesOf = (socket: Socket): ClientInsides => (socket as unknown as { client: ClientInsides }).client;
const beatsIn = (beats: Set<unknown>): Pick<Heartbeat, 'add' | 'remove'> => ({
  add: (peer) => void beats.add(peer),
  remove: (peer) => void beats.delete(peer),
});
test('the versions whose insides are known are those that are installed', () => {
  for (const [name, expected] of Object.entries(known))
    expect(
      version(name),
      `${name} has another version: read lean-socket.ts, lean-transport.ts and socket-wire.ts against its source, then write the version here`,
    ).toBe(expected);
});

test('every field that is read or replaced is there', async () => {
  const { socket } = await connected(['websocket']);
  const client = insidesOf(socket) as unknown as Record<string, unknown>;
  const engine = client['conn'] as Record<string, unknown>;
  const transport = engine['transport'] as unknown as Record<string, unknown>;
  const websocket = transport['socket'] as Record<string, unknown>;
  const shapes: readonly [string, object, readonly string[]][] = [
    ['socket.io’s Socket', socket, ['_events', 'handshake', 'acks', 'fns', 'flags', 'data', 'client', 'onevent']],
    ['socket.io’s Client', client, ['conn', 'decoder', 'sockets', 'nsps', 'ondata', 'onerror', 'onclose', 'ondecoded']],
    ['socket.io-parser’s Decoder', client['decoder'] as object, ['_callbacks', 'opts', 'add']],
    [
      'engine.io’s Socket',
      engine,
      [
        'id',
        'server',
        'request',
        'transport',
        'upgrading',
        'writeBuffer',
        'cleanupFn',
        'sentCallbackFn',
        'pingIntervalTimer',
        'pingTimeoutTimer',
        'sendPacket',
        'close',
        'onPacket',
        'onDrain',
        'onError',
        'onClose',
        'flush',
      ],
    ],
    ['engine.io’s Server', engine['server'] as object, ['clients', 'clientsCount', 'createTransport']],
    ['engine.io’s Transport', transport, ['parser', 'supportsBinary', 'writable', 'onData', 'onClose', 'onError']],
    ['ws’s WebSocket', websocket, ['_socket', '_sender', '_receiver', '_extensions', '_autoPong', 'readyState']],
    ['ws’s Sender', websocket['_sender'] as object, ['_state', '_queue', '_extensions', 'sendFrame']],
    ['ws’s Receiver', websocket['_receiver'] as object, ['_mask', '_extensions']],
  ];
  for (const [what, object, fields] of shapes)
    for (const field of fields) expect(field in object, `${what} has no ${field} any more`).toBe(true);
  expect(isAsExpected(insidesOf(socket)), 'the listeners of a new connection are others than they were').toBe(true);
});

test('after its handshake a socket holds no request, no timer, no closure per listener, and still works', async () => {
  const { socket, client, beats } = await connected(['websocket']);
  dropHandshake(socket, beatsIn(beats));
  const { conn: engine, decoder } = insidesOf(socket);
  const { transport } = engine;
  if (!(transport instanceof LeanTransport)) throw new Error('another transport');
  const raw = transport.socket._socket;
  expect(engine.request).toBeNull();
  expect(socket.handshake).toBeNull();
  expect(engine.pingIntervalTimer).toBeNull();
  expect(engine.cleanupFn).toHaveLength(0);
  expect(raw?.rawListeners('close').filter((listener) => 'listener' in listener)).toHaveLength(0);
  const listeners = (emitter: Pick<NodeJS.EventEmitter, 'eventNames' | 'listenerCount'>): number =>
    emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
  expect(listeners(transport), 'listeners of the transport').toBe(5);
  expect(listeners(transport.socket), 'of ws').toBe(5);
  expect(listeners(engine as unknown as NodeJS.EventEmitter), 'of the engine').toBe(3);
  expect(listeners(socket), 'of the socket').toBe(2);
  expect(decoder).toBeDefined();
  expect(beats.size).toBe(1);

  const heard = new Promise((resolve) => {
    (socket as unknown as { onevent: unknown }).onevent = (packet: { data: unknown }) => resolve(packet.data);
  });
  client.emit('word', 1);
  expect(await heard).toEqual(['word', 1]);
  const answered = once(client as unknown as NodeJS.EventEmitter, 'answer');
  socket.emit('answer', 2);
  expect(await answered).toEqual([2]);
  const pinged = once(client.io as unknown as NodeJS.EventEmitter, 'ping');
  transport.awaitsPong = true;
  transport.beat();
  await pinged;
  await until('the pong', () => !transport.awaitsPong);

  const gone = once(socket, 'disconnect');
  client.disconnect();
  await gone;
  const { server } = engine;
  await until('the engine lets it go', () => server.clientsCount === 0);
  expect(Object.keys(server.clients)).toHaveLength(0);
  expect(beats.size).toBe(0);
});

test('a client that begins with long-polling is made lean when it has upgraded', async () => {
  const { socket, client, beats } = await connected(['polling', 'websocket']);
  dropHandshake(socket, beatsIn(beats));
  expect(insidesOf(socket).conn.request).toBeNull();
  await until('the upgrade', () => beats.size === 1);
  const answered = once(client as unknown as NodeJS.EventEmitter, 'answer');
  socket.emit('answer', 3);
  expect(await answered).toEqual([3]);
});

test('what gathered for a connection goes out in one write, encoded once for all who get it', async () => {
  const receivers = await Promise.all([connected(['websocket']), connected(['websocket']), connected(['websocket'])]);
  const frames = Array.from({ length: 10 }, (_, index) => Frame.event('message:update', { index } as never));
  const before = { ...counters };
  let words = 0;
  for (const { socket, client, beats } of receivers) {
    dropHandshake(socket, beatsIn(beats));
    client.on('message:update', () => (words += 1));
    const transport = insidesOf(socket).conn.transport;
    if (!(transport instanceof LeanTransport)) throw new Error('another transport');
    await until('nothing is ahead', () => isIdle(transport.socket));
    expect(new SocketWire(socket).write(frames)).toBe(true);
  }
  expect(counters.rawWrites - before.rawWrites, 'one write per connection').toBe(3);
  expect(counters.rawFrames - before.rawFrames).toBe(30);
  expect(counters.encodings - before.encodings, 'one encoding per frame').toBe(10);
  await until('every client has every frame', () => words === 30);
});
