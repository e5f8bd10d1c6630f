import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openWindow } from './support/browser.ts';
import { serveFixtures } from './support/fixtures.ts';

let browser: Browser;
let site: { url: string; close: () => Promise<void> };

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), serveFixtures()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const sizes = [
  [320, 640],
  [360, 740],
  [640, 400],
  [800, 600],
  [1280, 800],
  [1920, 1000],
] as const;

/** What is shown and stands out of the window, and boxes that can be scrolled sideways though they should not. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} ${element.textContent?.slice(0, 20) ?? ''}`;
    const found: string[] = [];
    for (const element of document.querySelectorAll('body *')) {
      const box = element.getBoundingClientRect();
      if (
        box.width === 0 ||
        box.height === 0 ||
        element.closest('pre, svg, [class*="visually-hidden"], [class*="skip"]')
      )
        continue;
      const style = getComputedStyle(element);
      if (/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
        found.push(`scrolls: ${name(element)}`);
      // What an ellipsis cuts off within its own box is in its place.
      let cut: Element | null = element;
      while (cut && getComputedStyle(cut).textOverflow !== 'ellipsis') cut = cut.parentElement;
      const { left, right } = (cut ?? element).getBoundingClientRect();
      if (right > innerWidth + 1 || left < -1)
        found.push(`${Math.round(box.left)}–${Math.round(box.right)}: ${name(element)}`);
    }
    if (document.documentElement.scrollWidth > innerWidth)
      found.push(`the page: ${document.documentElement.scrollWidth}`);
    return found.slice(0, 8);
  });

const isOnPage = (page: Page, selector: string): Promise<boolean> =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
    });

describe('[WEB-37] nothing is wider than its place', () => {
  test.for(sizes)('at %d × %d', { timeout: 60_000 }, async ([width, height]) => {
    const { page } = await openWindow(browser, `${site.url}/r/r_rel?wide`, { width, height });
    await page.waitForSelector('[data-row]');
    await page.waitForTimeout(300);
    const wide: Record<string, string[]> = {};
    const look = async (screen: string) => {
      const found = await tooWide(page);
      if (found.length > 0) wide[screen] = found;
    };
    await look('room');
    await page.locator('#composer').fill(`${'draft'.repeat(100)}\n`.repeat(20));
    await look('draft');
    expect(await isOnPage(page, '#main header a[href$="members"]')).toBe(true);
    expect(await isOnPage(page, '#main header [aria-haspopup="menu"]')).toBe(true);
    expect(await isOnPage(page, '#composer ~ button:last-child')).toBe(true);
    await page.locator('#main header [aria-haspopup="menu"]').click();
    await look('menu');
    await page.keyboard.press('Escape');
    await page.locator('#main header a[href$="members"]').click();
    await page.waitForSelector('#panel li');
    await page.waitForTimeout(300);
    await look('members');
    await page.goBack();
    await page.keyboard.press('Control+k');
    await page.waitForSelector('dialog [role="option"]');
    await look('switcher');
    await page.keyboard.press('Escape');
    await page.waitForTimeout(200);
    for (const path of ['/', '/dm/w1', '/r/r_inv', '/r/nowhere', '/rooms']) {
      await page.goto(`${site.url}${path}?wide`);
      await page.waitForSelector('#main, main');
      await page.waitForTimeout(400);
      await look(path);
    }
    expect(wide).toEqual({});
    await page.context().close();
  });
});
