import { expect, test } from 'vitest';
import { findDay } from './find-day.ts';

test('[WEB-219] finds the first message of a day in few steps, over what is missing', async () => {
  // Numbers 101 to 100,100, one a second; every seventh is gone from what is read.
  const head = { first: 101, seq: 100_100 };
  let asked = 0;
  const after = (seq: number) => {
    asked += 1;
    let next = Math.max(seq + 1, head.first);
    while (next % 7 === 0) next += 1;
    return Promise.resolve(next > head.seq ? undefined : { seq: next, at: next * 1_000 });
  };
  for (const [from, seq] of [
    [0, 101],
    [50_000_000, 50_000],
    [50_001_000, 50_002],
    [49_999_500, 50_000],
    [100_100_000, 100_100],
    [999_999_999, 100_100],
  ] as const)
    expect(await findDay(from, head, after)).toBe(seq);
  expect(asked).toBeLessThan(6 * 20);
  expect(await findDay(0, { first: 1, seq: 0 }, after)).toBeUndefined();
});
