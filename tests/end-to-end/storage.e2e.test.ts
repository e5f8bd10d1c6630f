import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openProfile } from './support/browser.ts';
import { rowWith, say } from './support/people.ts';

// A browser that keeps nothing for the page.

let browser: Browser;
let target: Target;
const folder = mkdtempSync(join(tmpdir(), 'rookery-profile-'));

beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
});

afterAll(async () => {
  await browser?.close();
  await target?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ways: Readonly<Record<string, () => Promise<BrowserContext>>> = {
  // chrome://settings/cookies: block all.
  'all cookies blocked in the settings': () => {
    mkdirSync(join(folder, 'Default'), { recursive: true });
    const profile = { default_content_setting_values: { cookies: 2 } };
    writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify({ profile }));
    return openProfile(folder);
  },
  'every access refused': async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    await context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
        Object.defineProperty(globalThis, name, {
          get: () => {
            throw new DOMException('Access is denied for this document.', 'SecurityError');
          },
        });
    });
    return context;
  },
};

test.each(Object.entries(ways))('[WEB-45] with %s it runs, and says what will not be kept', async (way, open) => {
  const context = await open();
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(target.url);
  const isRefused = await page.evaluate(() => {
    try {
      return !localStorage;
    } catch {
      return true;
    }
  });
  expect(isRefused).toBe(true);
  await page.getByText('This browser keeps nothing for this page').waitFor();
  await page.locator('input[name="name"]').fill(`Ola${way.length}`);
  await page.keyboard.press('Enter');
  await page.locator('nav').getByText('closing or reloading it signs you out').waitFor();

  await page.getByRole('button', { name: 'Create a room' }).first().click();
  await page.locator('dialog input[name="name"]').fill(`kept nowhere ${way.length}`);
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('#composer').waitFor();
  await say(page, 'it runs');
  await rowWith(page, 'it runs').waitFor();
  await page.locator('nav > button[aria-haspopup="menu"]').click();
  await page.getByRole('menu').getByText('Until this page is closed').waitFor();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.keyboard.press('Escape');

  // What would be lost is asked about; what is sent is not.
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.locator('#composer').pressSequentially('begun');
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  await page.locator('input[name="name"]').waitFor();
  await page.getByText('This browser keeps nothing for this page').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
