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

/** The app goes over to another language, as where another tab has chosen it. */
const speak = async (page: Page, locale: Locale): Promise<void> => {
  await page.evaluate((chosen) => {
    const key = 'rookery.preferences';
    localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key) ?? '{}'), locale: chosen }));
    dispatchEvent(new StorageEvent('storage', { key }));
  }, locale);
  await page.locator(`html[lang="${locale}"]`).waitFor();
};

/** What the screen is made of, whatever its words are, and the rows that are in view. */
const frameOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const parts = 'dialog[open], [popover="auto"]:popover-open, [role="menu"], #panel, h1, form';
    return [...document.querySelectorAll(parts)].map(({ tagName, role }) => `${tagName} ${role ?? ''}`);
  });

const isSound = async (page: Page, what: string): Promise<void> => {
  expect(await axeFindings(page), what).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, what).toBe(0);
};

type Locale = 'zh-CN' | 'en';
/** Each screen begins in Chinese; `npm run test:long` begins it in English too, and so sees both languages in both themes. */
const languages: readonly (readonly [Locale, Locale])[] = [
  ['zh-CN', 'en'],
  ...(process.env['ROOKERY_LONG'] ? [['en', 'zh-CN'] as const] : []),
];

// A window shows one screen after the other: another for each would cost more than what is looked at.
describe.each(languages)('[WEB-20, WEB-23, WEB-240] light in %s, dark in %s', (locale, other) => {
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
    await isSound(page, `light, ${locale}`);
    // A language has no colours of its own, and a theme no words: what is wrong with one of either is seen once.
    const frame = await frameOf(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await speak(page, other);
    await isSound(page, `dark, ${other}`);
    expect(await frameOf(page)).toEqual(frame);
    expect(faults.splice(0)).toEqual([]);
  });
});
