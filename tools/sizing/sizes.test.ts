import { expect, test } from 'vitest';
import { inMemory, short, sizesFor } from './sizes.ts';

test('what stays in memory is all where conversations are short, and the newest of each where they are long', () => {
  expect(inMemory(1_000, 10, 10_000)).toBeCloseTo(1_000);
  expect(inMemory(1e12, 10, 10_000)).toBe(100_000);
  // Of 3 : 1.5 : 1 the first is cut off at 2.
  expect(inMemory(5.5, 3, 2)).toBeCloseTo(2 + 1.5 + 1);
});

test('numbers are short, and each part of a size has its arithmetic', () => {
  expect([short(950), short(999_600), short(7_300_000), short(20)]).toEqual([
    '950',
    '1.0 million',
    '7.3 million',
    '20',
  ]);
  for (const people of [1_000, 100_000, 1_000_000])
    for (const { part, arithmetic, result } of sizesFor(people)) {
      expect(part && arithmetic && result).toBeTruthy();
      expect(result).not.toMatch(/NaN|Infinity|undefined/);
    }
});
