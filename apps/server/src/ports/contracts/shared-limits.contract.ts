import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedStore, OpenStore } from './fixtures.ts';

/** What every adapter of `SharedLimits` keeps. */
export function describeSharedLimits(name: string, open: OpenStore): void {
  describe(`shared limits on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const rate = { perSecond: 1 / 3_600, burst: 5 };

    test('[ACC-6] so much at once is allowed, also of what is asked at the same time, and then one after another', async () => {
      const { limits } = opened.store;
      const guesses = randomUUID();
      const waits = await Promise.all(Array.from({ length: 12 }, () => limits.take(guesses, rate)));
      expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
      for (const wait of waits.filter((each) => each > 0)) {
        expect(wait).toBeGreaterThan(3_000_000);
        expect(wait).toBeLessThanOrEqual(3_600_000);
      }
      // What was refused was not counted, and another name has its own.
      expect(await limits.take(guesses, rate)).toBeLessThanOrEqual(3_600_000);
      expect(await limits.take(randomUUID(), rate)).toBe(0);
    });

    test('[ACC-6] what was counted is forgiven, and refills with time', async () => {
      const { limits } = opened.store;
      const guesses = randomUUID();
      for (let index = 0; index < 5; index += 1) await limits.take(guesses, rate);
      expect(await limits.take(guesses, rate)).toBeGreaterThan(0);
      await limits.forgive(guesses);
      expect(await limits.take(guesses, rate)).toBe(0);

      const quick = { perSecond: 50, burst: 1 };
      const again = randomUUID();
      expect(await limits.take(again, quick)).toBe(0);
      await expect.poll(() => limits.take(again, quick)).toBe(0);
    });
  });
}
