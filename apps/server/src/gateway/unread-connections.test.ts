import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { UnreadConnections } from './unread-connections.ts';

const from = (address: string): Socket => Object.defineProperty(new Socket(), 'remoteAddress', { value: address });
const many = (count: number, address: string): Socket[] => Array.from({ length: count }, () => from(address));

test('[OPS-27] an address from which thousands wait keeps nobody from another waiting', () => {
  const unread = new UnreadConnections();
  for (const address of ['10.0.0.1', '10.0.0.2']) for (const socket of many(1_000, address)) unread.add(socket);
  const newcomer = from('192.0.2.7');
  unread.add(newcomer);
  for (const socket of many(1_000, '10.0.0.1')) unread.add(socket);
  expect([unread.next(), unread.next(), unread.next()]).toContain(newcomer);
});

test('[OPS-27] of one address the newest and the oldest have turns, and who has gone has none', () => {
  const unread = new UnreadConnections();
  const sockets = many(5, '2001:db8::1');
  for (const socket of sockets) unread.add(socket);
  sockets[4]?.destroy();
  expect([unread.next(), unread.next(), unread.next(), unread.next(), unread.next()]).toEqual([
    sockets[0],
    sockets[3],
    sockets[1],
    sockets[2],
    undefined,
  ]);
});

test('[OPS-27] who comes takes the place of one of her own address, or else of another', () => {
  const unread = new UnreadConnections();
  const [oldest, newest] = many(2, '10.0.0.1');
  const other = from('10.0.0.2');
  for (const socket of [other, oldest, newest]) unread.add(socket as Socket);
  expect(unread.closeOneFor(from('10.0.0.1'))).toBe(true);
  expect([other, oldest, newest].map((socket) => socket?.destroyed)).toEqual([false, true, false]);
  expect(unread.closeOneFor(from('10.0.0.3'))).toBe(true);
  expect([other, newest].map((socket) => socket?.destroyed)).toEqual([true, false]);
  expect([unread.closeOneFor(from('10.0.0.3')), unread.closeOneFor(from('10.0.0.3'))]).toEqual([true, false]);
});

test('[OPS-27] an address that may have no turn waits, and keeps nobody waiting', () => {
  const unread = new UnreadConnections();
  const crowd = many(3, '10.0.0.1');
  const newcomer = from('10.0.0.2');
  for (const socket of [...crowd, newcomer]) unread.add(socket);
  const may = (address: string): boolean => address !== '10.0.0.1';
  expect([unread.next(may), unread.next(may), unread.size]).toEqual([newcomer, undefined, 3]);
  expect(unread.next()).toBe(crowd[2]);
});
