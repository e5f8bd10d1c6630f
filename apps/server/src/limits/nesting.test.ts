import { expect, test } from 'vitest';
import { isTooDeep } from './nesting.ts';

test('[OPS-26] what is nested without end is told before it is parsed, what is only long is not', () => {
  expect(isTooDeep('['.repeat(1_000_000))).toBe(true);
  expect(isTooDeep('{"a":'.repeat(100_000))).toBe(true);
  expect(isTooDeep(`${'['.repeat(20_000)}"x"${']'.repeat(20_000)}`)).toBe(false);
  expect(isTooDeep(`[${'[],'.repeat(300_000)}1]`)).toBe(false);
  expect(isTooDeep(`"${'x'.repeat(1_000_000)}"`)).toBe(false);
});
