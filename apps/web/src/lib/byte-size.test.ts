import { expect, test } from 'vitest';
import { byteSize } from './byte-size.ts';

test.each([
  [0, '0 bytes'],
  [1_023, '1,023 bytes'],
  [1_024, '1 kB'],
  [48_234_496, '46 MB'],
  [50_541_363, '48.2 MB'],
  [268_435_456, '256 MB'],
  [33_435_648_819, '31.1 GB'],
  [9_000_000_000_000_000, '8,185 TB'],
])('%i bytes are read as %s', (bytes, words) => {
  expect(byteSize(bytes, 'en-GB')).toBe(words);
});

test('a file that is a byte too large does not look like one that is not', () => {
  expect(byteSize(26_214_401, 'en-GB', 'ceil')).toBe('25.1 MB');
  expect(byteSize(26_214_400, 'en-GB', 'floor')).toBe('25 MB');
});
