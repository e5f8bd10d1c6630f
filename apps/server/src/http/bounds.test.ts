import { Readable } from 'node:stream';
import { limits } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { RateLimits } from '../limits/rate-limits.ts';
import { Callers } from './callers.ts';
import { BodyBudget, readBody } from './read-body.ts';

test('[HTTP-6] a caller may have 32 calls under way, 4 of them with large answers; others do not count', async () => {
  const callers = new Callers();
  const endings: (() => void)[] = [];
  const admit = (caller: string, answers: 'small' | 'large'): boolean =>
    callers.admit(caller, answers, new Promise((resolve) => endings.push(resolve)));
  for (let index = 0; index < 4; index += 1) admit('one', 'large');
  expect(() => admit('one', 'large')).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  for (let index = 4; index < 32; index += 1) admit('one', 'small');
  expect(() => admit('one', 'small')).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  // Its first large one is as good as anybody's; more of them wait behind those of others.
  expect([admit('other', 'large'), admit('other', 'large')]).toEqual([false, true]);
  endings[0]?.();
  await Promise.resolve();
  admit('one', 'large');
  expect(() => admit('one', 'small')).toThrow();
});

test('[HTTP-5] bodies that are read at once are bounded together, and free what they took', async () => {
  const budget = new BodyBudget(100);
  const body = (bytes: number): Readable => Readable.from([Buffer.from(`"${'x'.repeat(bytes - 2)}"`)]);
  const [first, second] = [readBody(body(60), 60, budget), readBody(body(60), 60, budget)];
  expect(await first).toBe('x'.repeat(58));
  await expect(second).rejects.toMatchObject({ code: 'unavailable' });
  expect(await readBody(body(100), 100, budget)).toBe('x'.repeat(98));
  await expect(readBody(body(3), limits.frameBytes + 1, budget)).rejects.toMatchObject({ code: 'too_large' });
  expect(await readBody(Readable.from([]), 0, budget)).toBeUndefined();
});

test('[HTTP-6] whose source has spent what it has is refused without being charged', () => {
  const rates = new RateLimits(true, 100);
  try {
    expect(() => rates.refuseSpent('address')).not.toThrow();
    // A slow machine has forgiven one of them before the next line: then that one is spent too.
    const isRefused = (): boolean => {
      try {
        rates.refuseSpent('address');
        return false;
      } catch (error) {
        expect(error).toMatchObject({ code: 'rate_limited' });
        return true;
      }
    };
    let spent = 0;
    for (; spent < 10_000 && !isRefused(); spent += 1) rates.check('address', null, 'plain');
    expect(spent).toBeGreaterThanOrEqual(300);
    expect(spent).toBeLessThan(10_000);
    expect(() => rates.refuseSpent('another')).not.toThrow();
  } finally {
    rates.close();
  }
});
