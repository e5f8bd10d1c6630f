import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { launchBrowser, openWindow } from './support/browser.ts';
import { serveStatic } from './support/static-server.ts';
const web = fileURLToPath(new URL('../../apps/web/', import.meta.url));
const outDir = '/tmp/audit-fixtures';
await build({
  configFile: `${web}vite.config.ts`,
  mode: 'fixtures',
  logLevel: 'error',
  build: { outDir, emptyOutDir: true },
});
const site = await serveStatic(outDir, 'fixtures.html');
const browser = await launchBrowser();
const shots: [string, string, object, string, (page: any) => Promise<unknown>][] = [
  [
    'people',
    '/settings/people?admin',
    { locale: 'en' },
    'light',
    async (page) => {
      await page.locator('#main section li button').nth(2).click();
      await page.getByRole('menuitem', { name: /^(Link for a new password)$/ }).click();
      await page.waitForSelector('#main code');
      await page.locator('#main section li button').nth(1).click();
    },
  ],
  [
    'people-phone',
    '/settings/people?admin',
    { locale: 'zh-CN', width: 360, height: 740, touch: true },
    'dark',
    (page) => page.waitForSelector('#main section li'),
  ],
  ['audit', '/settings/audit?admin', { locale: 'en' }, 'dark', (page) => page.waitForSelector('#main section li')],
  [
    'audit-phone',
    '/settings/audit?admin',
    { locale: 'zh-CN', width: 360, height: 740, touch: true },
    'light',
    (page) => page.waitForSelector('#main section li'),
  ],
  [
    'password',
    '/password?join#u_1.s',
    { locale: 'en', width: 360, height: 640 },
    'light',
    (page) => page.waitForSelector('input'),
  ],
];
for (const [name, path, look, scheme, prepare] of shots) {
  const { page } = await openWindow(browser, `${site.url}/favicon.svg`, look as never);
  await page.emulateMedia({ colorScheme: scheme as never });
  await page.goto(site.url + path);
  await prepare(page);
  await new Promise((r) => setTimeout(r, 500));
  await page.screenshot({ path: `/tmp/audit-${name}.png` });
  await page.context().close();
}
await browser.close();
await site.close();
