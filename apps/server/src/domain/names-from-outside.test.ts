import { expect, test } from 'vitest';
import { createAccount } from '@rookery/protocol';
import * as z from 'zod';
import { ownPath } from './own-path.ts';
import { usernameWishes } from './username-wishes.ts';

test('[SSO-4] whatever a provider calls somebody becomes usernames that may be had', () => {
  for (const name of [
    'alice',
    'Alice Smith',
    'a@b.example',
    '..',
    'u_admin',
    '@',
    'x'.repeat(500),
    '王 小明',
    'ﬁ\u0000\u202e',
    '-_-',
    '\ud800',
  ])
    for (const wish of usernameWishes([name]))
      expect(z.safeParse(createAccount.shape.username, wish).success, JSON.stringify([name, wish])).toBe(true);
  expect(usernameWishes(['alice@example.com', 'Alice'])[0]).toBe('alice');
  expect(usernameWishes(['王 小明'])[0]).toBe('王.小明');
});

test('[SSO-5] only own paths are led to', () => {
  for (const path of ['/', '/r/general?x=1#m', '/d/u_x/m/5']) expect(ownPath(path)).toBe(path);
  for (const path of [
    null,
    '',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    '/a\r\nSet-Cookie: x',
    `/${'a'.repeat(3_000)}`,
  ])
    expect(ownPath(path), String(path)).toBe('/');
});
