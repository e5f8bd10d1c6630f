import { expect, test } from 'vitest';
import { RateLimits } from './rate-limits.ts';

/** How many of `tries` acts are let through, each of another source. */
function taken(rates: RateLimits, cost: 'writing' | 'joining' | 'founding', address: string, tries: number): number {
  let count = 0;
  for (let index = 0; index < tries; index += 1)
    try {
      rates.check({}, null, cost, address);
      count += 1;
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate_limited' });
    }
  return count;
}

test('[OPS-25] guests and rooms are bounded by address and hour, messages by address and second', () => {
  const rates = new RateLimits(true);
  try {
    for (const [cost, most] of [
      ['joining', 2_000],
      ['founding', 1_000],
      ['writing', 3_000],
    ] as const) {
      const count = taken(rates, cost, '198.51.100.1', 12_180);
      expect(count).toBeGreaterThanOrEqual(most);
      // What refills meanwhile.
      expect(count).toBeLessThan(most * 1.2);
      expect(taken(rates, cost, '198.51.100.2', 100)).toBe(100);
    }
  } finally {
    rates.close();
  }
});

test('[OPS-25] where limits are lifted nothing is counted', () => {
  const rates = new RateLimits(false);
  expect(taken(rates, 'joining', '198.51.100.1', 12_180)).toBe(12_180);
  rates.close();
});
