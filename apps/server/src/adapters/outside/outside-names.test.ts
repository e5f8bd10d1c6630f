import { expect, test } from 'vitest';
import { outsideNames } from './outside-names.ts';

test('[LINK-10] what is listed may be reached at its port, and nothing else beyond the public', async () => {
  const { isAllowed, resolve } = outsideNames([
    'wiki.intra',
    'localhost:8080',
    '[fd00::1]:81',
    '10.0.0.7',
    'Mixed.intra:80',
  ]);
  for (const [address, port, name] of [
    ['10.1.1.1', 80, 'wiki.intra'],
    ['10.1.1.1', 443, 'wiki.intra'],
    ['127.0.0.1', 8080, 'localhost'],
    ['fd00::1', 81, 'fd00::1'],
    ['10.0.0.7', 80, '10.0.0.7'],
    ['10.1.1.1', 80, 'mixed.intra'],
    ['8.8.8.8', 443, 'public.example'],
  ] as const)
    expect(isAllowed(address, port, name), name).toBe(true);
  for (const [address, port, name] of [
    ['10.1.1.1', 8080, 'wiki.intra'],
    ['127.0.0.1', 80, 'localhost'],
    ['10.1.1.1', 80, 'other.intra'],
    ['10.1.1.1', 80, 'x.wiki.intra'],
    ['fd00::1', 80, 'fd00::1'],
    ['10.0.0.7', 80, 'looks.public.example'],
    ['8.8.8.8', 8080, 'public.example'],
  ] as const)
    expect(isAllowed(address, port, name), `${name}:${port}`).toBe(false);
  expect(await resolve('localhost')).toContain('127.0.0.1');
});
