import { expect, test } from 'vitest';
import { shortSpan } from './short-span.ts';

test('a span is said in its largest unit', () => {
  expect([0, 3, 1_240, 12_600, 300_000, 5_400_000, 180_000_000].map((ms) => shortSpan(ms, 'en'))).toEqual([
    ...['0 ms', '3 ms', '1.2 sec', '13 sec', '5 min', '1.5 hr', '2.1 days'],
  ]);
  expect(shortSpan(1_240, 'zh-CN')).toBe('1.2秒');
});
