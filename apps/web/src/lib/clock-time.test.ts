import { expect, test } from 'vitest';
import { clockTime } from './clock-time.ts';

test('a time of a player has its hours only where there are some', () => {
  expect([0, 7_900, 725_000, 3_723_000, -5].map(clockTime)).toEqual(['0:00', '0:07', '12:05', '1:02:03', '0:00']);
});
