import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { launchBrowser, openWindow, type Look, type Watched } from './support/browser.ts';
import { serveFixtures } from './support/fixtures.ts';
import { screens } from './support/scripted-screens.ts';

// Every screen, in both themes and both languages: nothing for axe to find, nothing refused by the policy, no request elsewhere.

let browser: Browser;
let site: { url: string; close: () => Promise<void> };

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), serveFixtures()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Away from the app, where nothing that it kept for a screen is left for the next. */
const leave = async (page: Page): Promise<void> => {
  await page.goto(`${site.url}/favicon.svg`);
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
};

/** Past the entrance of what floats, and from one theme to the other: axe would measure a colour on its way. */
const atRest = (page: Page): Promise<unknown> =>
  page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));

// A window shows one screen after the other: another for each would cost more than what is looked at.
describe.each(['zh-CN', 'en'] as const)('[WEB-20, WEB-23, WEB-240] %s', (locale) => {
  const windows = new Map<Look | undefined, Watched>();
  const windowOf = async (look?: Look): Promise<Watched> => {
    const watched = windows.get(look) ?? (await openWindow(browser, `${site.url}/favicon.svg`, { locale, ...look }));
    windows.set(look, watched);
    return watched;
  };

  test.each(Object.entries(screens))('%s', async (_, { path, look, prepare }) => {
    const { page, faults } = await windowOf(look);
    await leave(page);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(site.url + path);
    await prepare?.(page);
    expect(await axeFindings(page)).toEqual([]);
    // The other theme has other colours, and nothing else; they are the same in all languages. `bench -- web` looks at all of it in each.
    if (locale === 'zh-CN') {
      await page.emulateMedia({ colorScheme: 'dark' });
      await atRest(page);
      expect(await axeFindings(page, ['color-contrast']), 'dark').toEqual([]);
    }
    expect(faults.splice(0)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
