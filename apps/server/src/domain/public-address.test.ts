import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';

/** A library that was made for it; addresses of IPv6 that nobody has been given are public to it. */
const isPublicByLibrary = (address: string): boolean => ipaddr.parse(address).range() === 'unicast';

test('[LINK-1] an address is public where an independent library says so too, and nothing is that is no address', () => {
  const byte = fc.nat(255);
  const group = fc.nat(0xffff).map((number) => number.toString(16));
  const four = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
  fc.assert(
    fc.property(four, (address) => {
      expect(isPublicAddress(address), address).toBe(isPublicByLibrary(address));
    }),
    { numRuns: 5_000 },
  );
  const given = fc.constantFrom(
    '2000',
    '2001',
    '2002',
    '2620',
    '3fff',
    '2606',
    '2a00',
    'fc00',
    'fe80',
    '64',
    '0',
    'ffff',
  );
  const six = fc.tuple(
    given,
    fc.constantFrom('0', 'db8', '4f', 'ff9b', '1ff', '4700'),
    fc.array(group, { minLength: 6, maxLength: 6 }),
  );
  fc.assert(
    fc.property(six, ([first, second, rest]) => {
      const address = [first, second, ...rest].join(':');
      if (isPublicAddress(address)) expect(isPublicByLibrary(address), address).toBe(true);
      else if (/^[23]/.test(address)) expect(isPublicByLibrary(address), address).toBe(false);
    }),
    { numRuns: 5_000 },
  );
  for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2a00:1450:4001::200e'])
    expect(isPublicAddress(address), address).toBe(true);
  for (const text of ['', 'localhost', '8.8.8', '8.8.8.8/32', '2606:4700::1111%eth0', '[2606:4700::1111]'])
    expect(isPublicAddress(text), text).toBe(false);
});
