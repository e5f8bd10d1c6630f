import { expect, test } from 'vitest';
import { readableAddress } from './readable-address.ts';

test.each([
  ['/r/100%', '/r/100%25'],
  ['/r/50% off', '/r/50%25 off'],
  ['/r/50%25%20off%', '/r/50%25%20off%25'],
  // Bytes that are no UTF-8.
  ['/r/%E0%A4', '/r/%25E0%25A4'],
  ['//evil.example/%', '/evil.example/%25'],
  ['/\\evil.example/%', '/evil.example/%25'],
])('[HTTP-3] of the unreadable address %s one is made that can be read', (url, readable) => {
  expect(readableAddress(url)).toBe(readable);
});
