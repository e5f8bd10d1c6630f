import type { Page } from 'playwright-core';
import type { Look } from './support/browser.ts';

type Shot = (name: string, url: string, look: Look, prepare: (page: Page) => Promise<unknown>) => Promise<void>;

const phone = { width: 360, height: 740, touch: true } as const;

/** What a search finds, and what completes a filter: wide and narrow, in both languages and themes. */
export const screenshotsOfSearch = async (shot: Shot, url: string, room: string): Promise<void> => {
  const found = (page: Page) => page.waitForSelector('#main mark');
  const query = encodeURIComponent('槽位');
  await shot('search-light-zh', `${url}/search?q=${query}`, {}, found);
  await shot('search-dark-en', `${url}/search?q=the&in=${room}`, { theme: 'dark', locale: 'en' }, found);
  await shot('phone-search-dark-zh', `${url}/search?q=${query}&in=${room}`, { ...phone, theme: 'dark' }, found);
  await shot('phone-search-light-en', `${url}/search?in=${room}`, { ...phone, locale: 'en' }, async (page) => {
    await page.locator('#main input').pressSequentially('slot from:a');
    await page.waitForSelector('#main [role="option"]');
  });
};
