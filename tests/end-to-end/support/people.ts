import type { Browser, Page } from 'playwright-core';
import { openWindow, type Look, type Watched } from './browser.ts';

/** Opens a window and joins under a name. */
export const joinAs = async (browser: Browser, url: string, name: string, look: Look = {}): Promise<Watched> => {
  const watched = await openWindow(browser, url, look);
  const { page } = watched;
  await page.locator('input[name="name"]').fill(name);
  await page.keyboard.press('Enter');
  await page.locator('nav').first().waitFor({ state: 'attached' });
  return watched;
};

/** Creates a room and is in it. Returns its path. */
export const createRoom = async (
  page: Page,
  name: string,
  options: { readonly isPrivate?: boolean; readonly base?: string } = {},
): Promise<string> => {
  // As a link of the app leads there: the page is not loaded anew.
  await page.evaluate((path) => history.pushState(null, '', path), `${options.base ?? ''}/rooms`);
  await page.locator('#main input[type="search"]').waitFor();
  await page.locator('#main header button').last().click();
  await page.locator('dialog input[name="name"]').fill(name);
  if (options.isPrivate) await page.locator('dialog input[value="private"]').check();
  await page.locator('dialog button[type="submit"]').click();
  await page.waitForURL('**/r/r_*').catch(async (cause: unknown) => {
    throw new Error(`No room was made. The page: ${await page.locator('body').innerText()}`, { cause });
  });
  await page.locator('#composer').waitFor();
  return new URL(page.url()).pathname;
};

/** Goes to a public room and joins it. */
export const enterRoom = async (page: Page, path: string): Promise<void> => {
  await page.goto(new URL(path, page.url()).href);
  const door = page.locator('#main button').filter({ hasText: /^(Join the room|加入频道)$/ });
  await door.or(page.locator('#composer')).first().waitFor();
  if (await door.isVisible()) await door.click();
  await page.locator('#composer').waitFor();
};

export const say = async (page: Page, text: string): Promise<void> => {
  await page.locator('#composer').fill(text);
  await page.locator('#composer').press('Enter');
};

export const rowWith = (page: Page, text: string) => page.locator('[data-row]', { hasText: text });
