import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('[COLD-12] turns follow one another at the pace that is set, and a rest is not made up for', () => {
  const pace = new Pace(10_000);
  // Ten of them a millisecond.
  expect(pace.take(100, 1_000)).toBe(0);
  expect(pace.take(50, 1_000)).toBe(10);
  expect(pace.take(50, 1_004)).toBe(11);
  expect(pace.take(10, 1_100)).toBe(0);
  expect(pace.take(10, 1_100)).toBe(1);
});
