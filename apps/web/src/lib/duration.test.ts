import { expect, test } from 'vitest';
import { duration } from './duration.ts';

test('[WEB-80] a wait is told in the largest unit that says enough, rounded up, in both languages', () => {
  expect([1, 999, 1_001, 90_000, 90_001, 5_400_000, 5_400_001].map((ms) => duration(ms, 'en'))).toEqual([
    '1 second',
    '1 second',
    '2 seconds',
    '90 seconds',
    '2 minutes',
    '90 minutes',
    '2 hours',
  ]);
  expect(duration(30_000, 'zh-CN')).toBe('30秒钟');
});
