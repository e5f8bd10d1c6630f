import { expect, test } from 'vitest';
import type { LinkPage } from '../../ports/link-reader.ts';
import { CachedLinkReader } from './cached-link-reader.ts';

test('[LINK-4] what was looked up is remembered for a while, what was not there for less, a failure not at all, and never too much', async () => {
  const asked: string[] = [];
  let now = 0;
  const answers: Record<string, LinkPage | null> = { a: { title: 'A' }, none: null };
  const reader = new CachedLinkReader(
    {
      page: async (url) => {
        asked.push(url);
        if (url === 'fails') throw new Error('away');
        return answers[url] ?? null;
      },
      picture: async (url) => {
        asked.push(url);
        return new Uint8Array(524_288);
      },
    },
    () => now,
  );
  const times = async (url: string): Promise<number> => {
    await reader.page(url).catch(() => undefined);
    return asked.filter((one) => one === url).length;
  };
  expect(await Promise.all([reader.page('a'), reader.page('a')])).toEqual([{ title: 'A' }, { title: 'A' }]);
  expect([await times('a'), await times('none'), await times('none')]).toEqual([1, 1, 1]);
  expect([await times('fails'), await times('fails')]).toEqual([1, 2]);
  now = 61_000;
  expect([await times('a'), await times('none')]).toEqual([1, 2]);
  now = 601_000;
  expect(await times('a')).toBe(2);
  // 8 MiB of pictures: the oldest have gone.
  for (let index = 0; index <= 16; index += 1) await reader.picture(`p${index}`);
  const before = asked.length;
  await reader.picture('p16');
  expect(asked.length).toBe(before);
  await reader.picture('p0');
  expect(asked.length).toBe(before + 1);
  for (let index = 0; index <= 1_000; index += 1) await times(`many${index}`);
  expect(await times('a')).toBe(3);
});
