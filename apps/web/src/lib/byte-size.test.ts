import { expect, test } from 'vitest';
import { byteSize } from './byte-size.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [48_234_496, '48.2 MB'],
  [731_000_000, '731 MB'],
  [31_138_512_896, '31.1 GB'],
  [9_000_000_000_000_000, '9,000 TB'],
])('%i bytes are read as %s', (bytes, words) => {
  expect(byteSize(bytes, 'en-GB')).toBe(words);
});
