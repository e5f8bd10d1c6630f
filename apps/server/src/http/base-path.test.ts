import { expect, test } from 'vitest';
import { readConfig } from '../config/env.ts';
import { withoutBase } from './base-path.ts';

test('[OPS-31] an address is the same with the base path and without it, and no other address is taken for it', () => {
  const within = (url: string): string => withoutBase(url, '/chat');
  expect(within('/chat/')).toBe('/');
  expect(within('/chat')).toBe('/');
  expect(within('/chat?x=1')).toBe('/?x=1');
  expect(within('/chat/r/r_1?x=/chat')).toBe('/r/r_1?x=/chat');
  expect(within('/r/r_1')).toBe('/r/r_1');
  expect(within('/chatter')).toBe('/chatter');
  expect(within('/chat/chat/x')).toBe('/chat/x');
  expect(withoutBase('/r/r_1', '')).toBe('/r/r_1');
});

test('[OPS-31] the setting is taken with its last slash or without, and what is no path is refused', () => {
  const given = (path: string): unknown => {
    const read = readConfig({ ROOKERY_BASE_PATH: path });
    return 'config' in read ? read.config.basePath : read.faults;
  };
  expect(['', '/', '/chat', '/chat/', '/a/b.c/'].map(given)).toEqual(['', '', '/chat', '/chat', '/a/b.c']);
  for (const wrong of ['chat', '//', '/a//b', '/a/../b', '/.', '/a b', '/"x', '/a?b', 'http://x/chat'])
    expect(given(wrong), wrong).toEqual([expect.stringContaining('ROOKERY_BASE_PATH must be a path')]);
});
