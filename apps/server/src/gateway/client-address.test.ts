import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { ClientAddress } from './client-address.ts';

const of = (proxies: readonly string[], remoteAddress: string, forwarded?: string): string =>
  new ClientAddress(proxies).of({
    socket: { remoteAddress } as IncomingMessage['socket'],
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  });

test('[OPS-25] a client’s address is the nearest that is no proxy of ours, and nobody makes one up', () => {
  expect(of(['loopback'], '127.0.0.1', '203.0.113.7')).toBe('203.0.113.7');
  expect(of(['loopback'], '127.0.0.1', '1.2.3.4, 203.0.113.7')).toBe('203.0.113.7');
  expect(of(['loopback', '10.0.0.0/8'], '127.0.0.1', '203.0.113.7, 10.1.2.3')).toBe('203.0.113.7');
  expect(of(['loopback'], '203.0.113.9', '1.2.3.4')).toBe('203.0.113.9');
  expect(of(['loopback'], '::ffff:127.0.0.1', '2001:db8::1')).toBe('2001:db8::1');
  expect(of(['loopback'], '127.0.0.1')).toBe('127.0.0.1');
  expect(of(['loopback'], '127.0.0.1', 'nonsense')).toBe('127.0.0.1');
  expect(of(['192.168.1.1'], '192.168.1.1', '203.0.113.7')).toBe('203.0.113.7');
});
