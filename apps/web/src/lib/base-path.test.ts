import { expect, test } from 'vitest';
import { withinBase } from './base-path.ts';

test('[OPS-31] a path beside the base path leads out of the app', () => {
  expect(withinBase('/chat/r/r_1', '/chat')).toBe('/r/r_1');
  expect(withinBase('/chat', '/chat')).toBe('/');
  expect(withinBase('/chat/', '/chat')).toBe('/');
  expect(withinBase('/chatter/r/r_1', '/chat')).toBeUndefined();
  expect(withinBase('/r/r_1', '/chat')).toBeUndefined();
  expect(withinBase('/r/r_1', '')).toBe('/r/r_1');
  expect(withinBase('/', '')).toBe('/');
});
