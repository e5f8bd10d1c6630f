import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { closeWindows, launchBrowser, openWindow, type Look, type Watched } from './browser.ts';
import { serveFixtures, type Build } from './fixtures.ts';

/** A browser and the app over a server by script, for the tests of one file: begun before the first of them, ended after the last. */
export const scriptedApp = (build?: Build) => {
  let browser: Browser;
  let site: { url: string; close: () => Promise<void> };
  const windows: Watched[] = [];

  beforeAll(async () => {
    [browser, site] = await Promise.all([launchBrowser(), serveFixtures(build)]);
  }, 120_000);

  afterEach(() => closeWindows(browser));

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  return {
    browser: (): Browser => browser,
    url: (path: string): string => site.url + path,
    /** A window of its own. */
    openPage: async (path: string, look: Look = {}): Promise<Page> => {
      const watched = await openWindow(browser, site.url + path, look);
      windows.push(watched);
      return watched.page;
    },
    /** What went wrong in any of its windows so far. */
    faults: (): readonly string[] => windows.flatMap(({ faults }) => faults),
  };
};
