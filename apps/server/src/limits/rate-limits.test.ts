import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RateLimits } from './rate-limits.ts';

/** Nothing refills meanwhile, however slow the machine is. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

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

test('[OPS-25] guests are bounded by address and minute, rooms by hour, messages by second', () => {
  vi.useFakeTimers();
  const rates = new RateLimits(true, 100);
  try {
    for (const [cost, most] of [
      ['joining', 2_000],
      ['founding', 1_000],
      ['writing', 3_000],
    ] as const) {
      expect(taken(rates, cost, '198.51.100.1', 12_180)).toBe(most);
      expect(taken(rates, cost, '198.51.100.2', 100)).toBe(100);
    }
    vi.advanceTimersByTime(60_000);
    expect(taken(rates, 'joining', '198.51.100.1', 1_000)).toBe(100);
  } finally {
    rates.close();
    vi.useRealTimers();
  }
});

test('[OPS-25] a hundred of one address who do all that they may are bounded together, and their colleague goes on', () => {
  const rates = new RateLimits(true, 100);
  const takes = (source: object, address: string): number => {
    try {
      rates.check(source, null, 'plain', address);
      return 1;
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate_limited' });
      return 0;
    }
  };
  try {
    let count = 0;
    const greedy = Array.from({ length: 100 }, () => ({}));
    for (let round = 0; round < 290; round += 1) for (const source of greedy) count += takes(source, '198.51.100.1');
    // Of 29,000.
    expect(count).toBe(2_000 + 100 * 30);
    const colleague = {};
    for (let index = 0; index < 25; index += 1) expect(takes(colleague, '198.51.100.1')).toBe(1);
    expect(takes({}, '198.51.100.2')).toBe(1);
  } finally {
    rates.close();
  }
});

test('[OPS-25] where limits are lifted nothing is counted', () => {
  const rates = new RateLimits(false, 100);
  expect(taken(rates, 'joining', '198.51.100.1', 12_180)).toBe(12_180);
  rates.close();
});
