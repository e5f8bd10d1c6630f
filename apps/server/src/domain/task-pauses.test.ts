import { expect, test } from 'vitest';
import { afterFailure, longestPauseMs, triesBeforeParking } from './task-pauses.ts';

test('[TASK-7] pauses grow, vary by half, have an end, and then it is parked', () => {
  const pause = (failures: number, random: number): number => {
    const then = afterFailure(failures, random);
    if (then.state !== 'retry') throw new Error('parked');
    return then.inMs;
  };
  for (let failures = 1; failures < triesBeforeParking; failures += 1) {
    expect(pause(failures, 0)).toBe(Math.round(Math.min(longestPauseMs, 1_000 * 2 ** (failures - 1)) / 2));
    expect(pause(failures, 0.999)).toBeGreaterThan(pause(failures, 0) * 1.9);
    expect(pause(failures, 0.999)).toBeLessThanOrEqual(longestPauseMs);
  }
  expect(afterFailure(triesBeforeParking, 0.5)).toEqual({ state: 'park' });
});
