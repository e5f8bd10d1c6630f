import { expect, test } from 'vitest';
import { bytesIn, sizeParts } from './size-parts.ts';

test.each([
  [0, '0', 'MiB'],
  [268_435_456, '256', 'MiB'],
  [1_610_612_736, '1536', 'MiB'],
  [2_147_483_648, '2', 'GiB'],
  [1_099_511_627_776, '1024', 'GiB'],
] as const)('%i bytes are set as %s %s, and back', (bytes, count, unit) => {
  expect(sizeParts(bytes)).toEqual({ count, unit });
  expect(bytesIn(count, unit)).toBe(bytes);
});

test('a limit that was set in odd bytes is shown near it, and what is no number is none', () => {
  expect(sizeParts(5_000_000)).toEqual({ count: '4.768', unit: 'MiB' });
  expect(bytesIn('1,5', 'GiB')).toBe(1_610_612_736);
  for (const none of ['', ' ', '-1', '1e3', '1.2.3', 'many', '1234567890'])
    expect(bytesIn(none, 'MiB')).toBeUndefined();
});
