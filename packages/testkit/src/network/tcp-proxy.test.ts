import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { portsOf } from './ports-of.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { until } from '../waiting/until.ts';

let server: Server;
let proxy: TcpProxy;
const accepted: Socket[] = [];

beforeEach(async () => {
  server = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => socket.write(data));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await TcpProxy.open((server.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  for (const socket of accepted.splice(0)) socket.destroy();
  server.close();
});

async function client(): Promise<{ socket: Socket; got: () => Buffer; ended: Promise<unknown> }> {
  const socket = connect(proxy.port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (data) => parts.push(data));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  return { socket, got: () => Buffer.concat(parts), ended };
}

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));

test('[VER-3] it carries every byte in order, also after a silence and a slow time', async () => {
  const { socket, got } = await client();
  socket.write(bytes);
  await until('it came whole', () => got().length === bytes.length);
  proxy.set({ state: 'silent' });
  socket.write(bytes);
  await pause(100);
  expect(got().length).toBe(bytes.length);
  proxy.set({ state: 'slow', delayMs: 10, bytesPerSecond: 1_000 });
  await pause(200);
  const slowly = got().length;
  expect(slowly).toBeLessThan(bytes.length * 2);
  proxy.set({ state: 'pass' });
  await until('it came whole twice', () => got().length === bytes.length * 2);
  expect(got().equals(Buffer.concat([bytes, bytes]))).toBe(true);
});

test('[VER-3] it cuts, refuses, and resets with half a frame delivered', async () => {
  const first = await client();
  await until('it is connected', () => accepted.length === 1);
  proxy.cut();
  await first.ended;
  const second = await client();
  second.socket.write('x');
  await until('the first byte came', () => second.got().length === 1);
  proxy.resetInMidFrame();
  second.socket.write('12345678');
  await second.ended;
  expect(second.got().toString()).toBe('x1234');
  proxy.set({ state: 'refuse' });
  const third = connect(proxy.port, '127.0.0.1');
  third.on('error', () => undefined);
  await new Promise((resolve) => third.once('close', resolve));
});

test('[VER-3] it can be cut for one of several, who are told apart by the process that they belong to', async () => {
  const [one, other] = [await client(), await client()];
  const ports = portsOf(process.pid);
  expect(ports).toContain(one.socket.localPort);
  expect(ports).toContain(other.socket.localPort);
  proxy.set({ state: 'refuse' }, () => new Set([one.socket.localPort ?? 0]));
  await one.ended;
  other.socket.write('still here');
  await until('the other connection carries on', () => other.got().toString() === 'still here');
  const another = await client();
  another.socket.write('new here');
  await until('a new one does, too', () => another.got().toString() === 'new here');
  proxy.set({ state: 'refuse' }, () => portsOf(process.pid));
  await Promise.all([other.ended, another.ended]);
  await expect(client()).rejects.toThrow('ECONNRESET');
});
