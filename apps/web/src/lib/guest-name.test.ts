import { expect, test } from 'vitest';
import { guestName, nextName } from './guest-name.ts';

test.each([
  ['小明', '小明', '小明'],
  ['  Amelia   Chen ', 'Amelia.Chen', 'Amelia Chen'],
  ['José', 'José', 'José'],
  ['dev/ops!', 'devops', 'dev/ops!'],
  ['u_alice', 'u.alice', 'u_alice'],
  ['-x-', 'x', '-x-'],
  ['_x_', 'x', '_x_'],
  ['❤️ Anna', 'Anna', '❤️ Anna'],
  ['so\u00adft\u200b', 'soft', 'so\u00adft\u200b'],
])('%s is called %s', (typed, username, displayName) => {
  expect(guestName(typed)).toEqual({ username, displayName });
});

test('nothing usable is no name', () => {
  for (const typed of ['', '   ', '!!!', '🎉', '...', '\u3164', '❤️', '\u0301'])
    expect(guestName(typed)).toBeUndefined();
});

test('a long name is cut by characters, not by bytes', () => {
  expect(guestName('明'.repeat(50))?.username).toBe('明'.repeat(32));
  // Nor does it end with what a name cannot end with.
  expect(guestName(`${'明'.repeat(31)} 李四`)?.username).toBe('明'.repeat(31));
});

test('offers another name when one is taken', () => {
  expect(nextName('小明')).toBe('小明2');
  expect(nextName('alice9')).toBe('alice10');
});
