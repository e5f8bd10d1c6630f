import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Room } from '@rookery/protocol';
import type { Browser } from 'playwright-core';
import type { Figure } from '../scenario.ts';
import { none } from './figures.ts';
import { openReader } from './hall.ts';
import type { Hall } from './hall.ts';

/** [F16] What axe finds on the screens that everybody has, in both themes and languages; the tests look at all the others. */
export const accessibility = async (browser: Browser, hall: Hall, room: Room): Promise<readonly Figure[]> => {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  let [found, screens] = [0, 0];
  for (const theme of ['light', 'dark'])
    for (const locale of ['en', 'zh-CN']) {
      const context = await openReader(browser, hall);
      await context.addInitScript(
        (value) => localStorage.setItem('rookery.preferences', value),
        JSON.stringify({ theme, locale }),
      );
      const page = await context.newPage();
      for (const path of [`/r/${room.id}`, '/inbox', '/rooms', '/settings']) {
        await page.goto(hall.url + path);
        await page.locator('#main h1, #main h2').first().waitFor();
        await page.waitForTimeout(500);
        await page.evaluate(source);
        found += await page.evaluate(async () => {
          const { axe } = globalThis as unknown as {
            axe: { run: () => Promise<{ violations: { nodes: unknown[] }[] }> };
          };
          return (await axe.run()).violations.reduce((sum, { nodes }) => sum + nodes.length, 0);
        });
        screens += 1;
      }
      await context.close();
    }
  return [none(`F16 what axe finds on ${screens} screens`, found)];
};
