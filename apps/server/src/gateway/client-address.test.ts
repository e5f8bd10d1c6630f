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

test('[OPS-41] a proxy that does not say for whom it asks, or is not believed, is told apart from who asks for herself', () => {
  const isConcealed = (remoteAddress: string, headers: IncomingMessage['headers']): boolean =>
    new ClientAddress(['loopback']).isConcealed({ socket: { remoteAddress } as IncomingMessage['socket'], headers });
  expect(isConcealed('127.0.0.1', {})).toBe(false);
  expect(isConcealed('127.0.0.1', { 'x-forwarded-for': '203.0.113.7', via: '1.1 proxy' })).toBe(false);
  for (const header of ['x-forwarded-proto', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'])
    expect(isConcealed('127.0.0.1', { [header]: 'chat.example' }), header).toBe(true);
  expect(isConcealed('127.0.0.1', { 'x-forwarded-for': 'nonsense' })).toBe(true);
  expect(isConcealed('203.0.113.9', { 'x-forwarded-for': '127.0.0.1' })).toBe(true);
});
