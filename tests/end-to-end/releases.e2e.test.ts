import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clockAt, keptVersions, readAccount, readData, readWebStorage } from '../releases/kept.ts';
import type { WebStorage } from '../releases/kept.ts';
import { restoreWebStorage } from '../releases/web-storage.ts';
import { launchBrowser } from './support/browser.ts';
import { rowWith } from './support/people.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** How often the log of her room holds what waited. */
async function saidBy(context: BrowserContext, url: string, { waiting }: WebStorage): Promise<number> {
  const cookie = (await context.cookies(url)).map(({ name, value }) => `${name}=${value}`).join('; ');
  const ask = async (event: string, payload: object): Promise<Answer> => {
    const asked = { method: 'POST', headers: { cookie, origin: url }, body: JSON.stringify(payload) };
    return (await (await fetch(`${url}/api/v1/call/${event}`, asked)).json()) as Answer;
  };
  const { entries } = await ask('inbox:list', {});
  if (!entries) return 0; // not signed in yet
  const history = await ask('history:fetch', { conversation: entries[0].conversation as string, after: 0 });
  return (history['messages'] as { content?: string }[]).filter(({ content }) => content === waiting).length;
}

describe.each(keptVersions())('[REL-2] a browser that used %s', (version) => {
  test('is still signed in, has its draft, and sends what waited', async () => {
    const kept = readWebStorage(version);
    const directory = mkdtempSync(join(tmpdir(), 'rookery-kept-'));
    writeFileSync(join(directory, 'rookery.sqlite'), readData(version, 'embedded'));
    const { at } = readAccount(version, 'embedded');
    const target = await startTarget({ ROOKERY_DATA_DIR: directory, ...clockAt(at) });
    const context = await browser.newContext({ locale: 'en-GB' });
    try {
      const page = await context.newPage();
      await page.clock.setSystemTime(at);
      await page.goto(`${target.url}/healthz`);
      await restoreWebStorage(page, kept);
      await context.addCookies((kept.cookies ?? []).map((cookie) => ({ ...cookie, url: target.url })));
      await page.goto(target.url);
      await page.getByRole('link', { name: /Kept by a browser/ }).click();
      await rowWith(page, kept.waiting).waitFor();
      await until('what waited is in the log once', async () => (await saidBy(context, target.url, kept)) === 1);
      expect(await page.locator('#composer').inputValue()).toBe(kept.draft);
      expect(await rowWith(page, kept.waiting).count()).toBe(1);
      // Her token is out of reach now [ACC-13]; the cookie alone brings her back.
      await page.waitForFunction(() => /"token":"cookie"/.test(localStorage.getItem('rookery.session') ?? ''));
      await page.reload();
      await rowWith(page, kept.waiting).waitFor();
    } finally {
      await context.close();
      await target.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
