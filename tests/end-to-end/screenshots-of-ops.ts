import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import type { Look } from './support/browser.ts';
import { serveStatic } from './support/static-server.ts';

type Shot = (name: string, url: string, look: Look, prepare: (page: Page) => Promise<unknown>) => Promise<void>;

const web = fileURLToPath(new URL('../../apps/web/', import.meta.url));
const built = fileURLToPath(new URL('../../run/fixtures/', import.meta.url));

/** How a server is that has run for a day, and where a message is: over a server by script, since a day is too long to wait. */
export const screenshotsOfOps = async (shot: Shot): Promise<void> => {
  await build({ configFile: `${web}vite.config.ts`, mode: 'fixtures', logLevel: 'error' });
  const site = await serveStatic(built, 'fixtures.html');
  const drawn = (page: Page) => page.locator('figure canvas').last().waitFor();
  try {
    const url = `${site.url}/ops?account&owner`;
    await shot('ops-light-en', url, { width: 1_440, height: 1_000, locale: 'en' }, drawn);
    await shot('ops-dark-zh', url, { width: 1_440, height: 1_000, theme: 'dark' }, drawn);
    await shot('phone-ops-light-zh', url, { width: 390, height: 844, touch: true }, drawn);
    const room = `${site.url}/r/r_rel?account&owner`;
    await shot('trace-light-en', room, { width: 1_000, height: 760, locale: 'en' }, async (page) => {
      const row = page.locator('[data-row]', { hasText: 'Cluster is healthy' });
      await row.focus();
      await row.getByRole('button', { name: 'More actions' }).press('Enter');
      await page.getByRole('menuitem', { name: 'Where is this message?' }).click();
      await page.waitForSelector('dialog ol li');
    });
  } finally {
    await site.close();
  }
};
