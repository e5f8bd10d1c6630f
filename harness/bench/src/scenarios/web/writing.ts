import type { Room } from '@rookery/protocol';
import type { Browser, Page } from 'playwright-core';
import { quantile } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';
import { atMost, inTurn, median } from './figures.ts';
import { enter, openReader, toEnd } from './hall.ts';
import type { Hall } from './hall.ts';

/** Between two keys, as a fast typist strikes them, ms. */
const betweenKeysMs = 40;

/** ms from each `beforeinput` to the next frame. */
const typed = async (page: Page, keys: number): Promise<readonly number[]> => {
  await page.locator('#composer').click();
  await page.evaluate(() => {
    const waits: number[] = [];
    Object.assign(globalThis, { waits });
    document.querySelector('#composer')?.addEventListener('beforeinput', () => {
      const at = performance.now();
      requestAnimationFrame(() => waits.push(performance.now() - at));
    });
  });
  for (let key = 0; key < keys; key += 1) {
    await page.keyboard.press('abcdefghij'[key % 10] ?? 'a');
    await page.waitForTimeout(betweenKeysMs);
  }
  return page.evaluate(() => (globalThis as unknown as { waits: number[] }).waits);
};

/** ms from Enter until the message stands there, and until the server has it: it then has its number. */
const sent = async (page: Page, words: string): Promise<{ readonly shown: number; readonly taken: number }> => {
  await page.locator('#composer').fill(words);
  // The key would overtake a script that is still on its way.
  await page.evaluate((text) => {
    const sending = new Promise((done) => {
      const began = (): void => {
        const at = performance.now();
        let shown = 0;
        const look = (): void => {
          const now = performance.now() - at;
          const row = [...document.querySelectorAll('[data-row]')].find((one) => one.textContent.includes(text));
          if (row && shown === 0) shown = now;
          if (row?.hasAttribute('aria-posinset')) done({ shown, taken: now });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      };
      addEventListener('keydown', began, { capture: true, once: true });
    });
    Object.assign(globalThis, { sending });
  }, words);
  await page.keyboard.press('Enter');
  return page.evaluate(() => (globalThis as unknown as { sending: Promise<{ shown: number; taken: number }> }).sending);
};

/** [F6, F7] One writes while fifty messages a second come in; and what one sends. */
export const writing = async (
  browser: Browser,
  hall: Hall,
  room: Room,
  keys: number,
  runs: number,
): Promise<readonly Figure[]> => {
  const rounds = await inTurn(runs, async (run) => {
    const context = await openReader(browser, hall);
    const page = await enter(context, hall, room);
    await toEnd(page);
    const [waits] = await Promise.all([typed(page, keys), hall.sayEvenly(room, 50, keys * (betweenKeysMs + 10))]);
    const answers = await inTurn(20, (index) => sent(page, `mine ${run}-${index} of twenty`));
    await context.close();
    return {
      key: quantile(waits, 0.95),
      shown: quantile(
        answers.map(({ shown }) => shown),
        0.95,
      ),
      taken: quantile(
        answers.map(({ taken }) => taken),
        0.95,
      ),
    };
  });
  return [
    atMost(
      'F6 key to the next frame while 50 messages a second come, p95',
      median(rounds.map(({ key }) => key)),
      'ms',
      16,
    ),
    atMost('F7 Enter to one’s own message, p95', median(rounds.map(({ shown }) => shown)), 'ms', 50),
    atMost('F7 Enter to the server’s answer on the screen, p95', median(rounds.map(({ taken }) => taken)), 'ms', 150),
  ];
};
