import { watchRows, type Watch } from '@rookery/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowserWithScrollbars } from './support/browser.ts';
import { settled } from './support/still.ts';
import { scriptedApp } from './support/scripted-app.ts';

// Longer than the window that the client keeps (2,000 messages): it lets go of one end while the other grows.

const app = scriptedApp();
let withScrollbars: Browser;

beforeAll(async () => {
  withScrollbars = await launchBrowserWithScrollbars();
});

afterAll(() => withScrollbars?.close());

const open = async (path: string, height = 800): Promise<Page> => {
  const page = await app.openPage(path, { height });
  await page.waitForSelector('[data-row]');
  await settled(page);
  await page.mouse.move(700, 400);
  return page;
};

/**
 * How many messages the wheel goes through, how often a finger flicks, and how far the scrollbar is drawn: `npm run test:long` goes twice as
 * far, and to the very first message.
 */
const [total, flicks, first] = process.env['ROOKERY_LONG']
  ? [10_000, 8, { half: 50_000, end: 1 }]
  : [5_000, 4, { half: 95_000, end: 90_000 }];

const calm = { reverse: 0, blank: 0, torn: 0 };

const isCalm = (seen: Watch): void => {
  expect(seen).toMatchObject(calm);
  expect(seen.apart).toBeLessThanOrEqual(1);
  expect(seen.frames).toBeGreaterThan(100);
};

/** The numbers in view, and where the first of them stands. */
const place = (page: Page): Promise<{ readonly seq: number; readonly top: number; readonly asked: number }> =>
  page.evaluate(() => {
    const box = document.querySelector('[role="log"]')?.getBoundingClientRect();
    const first = [...document.querySelectorAll<HTMLElement>('[data-row]')].find(
      (row) => row.getBoundingClientRect().bottom > (box?.top ?? 0),
    );
    const { server } = globalThis as unknown as { server: { counts: (name: string) => number } };
    return {
      seq: Number(first?.getAttribute('aria-posinset')),
      top: first?.getBoundingClientRect().top ?? NaN,
      asked: server.counts('history:fetch'),
    };
  });

/** That row is where it was: a row that ends at the very edge of the view may count as in it, or not. */
const isWhereItWas = async (
  page: Page,
  { seq, top }: { readonly seq: number; readonly top: number },
): Promise<void> => {
  const row = page.locator(`[data-row][aria-posinset="${seq}"]`);
  expect(Math.abs((await row.evaluate((element) => element.getBoundingClientRect().top)) - top)).toBeLessThanOrEqual(1);
};

/** The next frame has been painted. */
const painted = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done))));

const wheel = async (page: Page, pixels: number, isThere: (seq: number) => boolean): Promise<void> => {
  for (let turn = 0; turn < 3_000; turn += 1) {
    // One after the other: two turns in one frame would be more than the view.
    await page.mouse.wheel(0, pixels);
    await painted(page);
    if (turn % 10 === 0 && isThere((await place(page)).seq)) return;
  }
  throw new Error(`not there, but at ${(await place(page)).seq}`);
};

/** Flicks of a finger: each begins at 150 pixels a frame and loses a twentieth of its speed in every one. */
const fling = (page: Page, sign: number, count: number): Promise<void> =>
  page.evaluate(
    async ([by, times]) => {
      const log = document.querySelector('[role="log"]');
      for (let flick = 0; log && flick < times; flick += 1)
        for (let speed = 150; speed > 5; speed *= 0.95) {
          log.scrollBy({ top: by * speed, behavior: 'instant' });
          await new Promise(requestAnimationFrame);
        }
    },
    [sign, count] as const,
  );

/** Moves the thumb of the scrollbar evenly to the top (0) or the bottom (1) of what is loaded. Every frame must show messages. */
const drag = async (page: Page, to: number): Promise<void> => {
  const empty = await page.evaluate(async (end) => {
    const log = document.querySelector('[role="log"]');
    let gaps = 0;
    for (let step = 1; log && step <= 30; step += 1) {
      const last = log.scrollHeight - log.clientHeight;
      log.scrollTop += (end * last - log.scrollTop) * (step / 30);
      await new Promise(requestAnimationFrame);
      const box = log.getBoundingClientRect();
      const rows = [...log.querySelectorAll('[data-row]')].map((row) => row.getBoundingClientRect());
      for (const part of [0.2, 0.5, 0.8]) {
        const y = box.top + box.height * part;
        // A row's margin is no gap.
        if (!rows.some(({ top, bottom }) => top - 40 <= y && bottom + 40 >= y)) gaps += 1;
      }
    }
    return gaps;
  }, to);
  expect(empty).toBe(0);
  await painted(page);
};

/** The server takes so many milliseconds for an answer from now on. */
const answersAfter = (page: Page, ms: number): Promise<void> =>
  page.evaluate((delay) => {
    const { server } = globalThis as unknown as { server: { delay: () => Promise<unknown> } };
    server.delay = () => new Promise((done) => setTimeout(done, delay));
  }, ms);

/** Waits until nothing is being loaded and the log has not moved for some frames. */
const atRest = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((done) => {
        const log = document.querySelector('[role="log"]');
        let last = NaN;
        let same = 0;
        const look = (): void => {
          same = log?.scrollTop === last ? same + 1 : 0;
          last = log?.scrollTop ?? NaN;
          if (same >= 4 && !document.querySelector('[class*="_loading_"]')) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

/** A finger flicks again and again, each time before the last flick has come to rest, until so many messages have passed. */
const flick = async (page: Page, direction: 'up' | 'down', messages: number): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: number) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [{ x: 700, y: at }] });
  const watch = await watchRows(page, direction);
  const [from, by] = direction === 'up' ? [200, 60] : [560, -60];
  for (let turn = 0; ; turn += 1) {
    await touch('touchStart', from);
    for (let step = 1; step <= 6; step += 1) await touch('touchMove', from + step * by);
    await touch('touchEnd');
    for (let frame = 0; frame < 20; frame += 1) await painted(page);
    const { lowest, highest } = await watch.seen();
    if (highest - lowest >= messages) break;
    if (turn === 60) throw new Error(`${turn} flicks have passed only ${lowest} to ${highest}`);
  }
  await atRest(page);
  await devtools.detach();
  const seen = await watch.end();
  // Where frames of the page come late, one may show none of the messages of the one before.
  expect(seen).toMatchObject({ reverse: 0, blank: 0 });
  expect(seen.apart).toBeLessThanOrEqual(1);
};

/** Where the mouse takes hold of the thumb of the log's scrollbar, between its two buttons, and the ends of the bar. */
const scrollbar = (page: Page) =>
  page.evaluate(() => {
    const log = document.querySelector<HTMLElement>('[role="log"]');
    if (!log) throw new Error('no log');
    const { top, bottom, right, height } = log.getBoundingClientRect();
    const width = log.offsetWidth - log.clientWidth;
    const way = height - 2 * width;
    const length = Math.max(width, (way * log.clientHeight) / log.scrollHeight);
    const share = log.scrollTop / (log.scrollHeight - log.clientHeight);
    return { x: right - width / 2, y: top + width + (way - length) * share + length / 2, top, bottom, width };
  });

/**
 * The mouse draws the thumb to the end of the bar, again and again, until a message is in view: each time to the end of what is loaded, and
 * when the hand lets go there is more. Under a held thumb the browser itself moves what is shown by some rows when the heights of rows
 * become known: that is not counted here.
 */
const draw = async (page: Page, direction: 'up' | 'down', isThere: (seq: number) => boolean): Promise<void> => {
  const watch = await watchRows(page, direction);
  let [at, idle] = [NaN, 0];
  while (!isThere(at) && idle < 20) {
    await atRest(page);
    const bar = await scrollbar(page);
    const end = direction === 'up' ? bar.top : bar.bottom;
    await page.mouse.move(bar.x, bar.y);
    await page.mouse.down();
    for (const y of [(bar.y + end) / 2, end]) {
      await page.mouse.move(bar.x, y);
      await painted(page);
    }
    await painted(page);
    await page.mouse.up();
    const { lowest, highest } = await watch.seen();
    const now = direction === 'up' ? lowest : highest;
    idle = now === at ? idle + 1 : 0;
    at = now;
  }
  const seen = await watch.end();
  expect(isThere(at), `at ${at}`).toBe(true);
  expect(seen.blank).toBe(0);
  expect(seen.apart).toBeLessThanOrEqual(1);
};

describe('long histories', () => {
  test(
    '[WEB-2] the wheel goes through thousands of messages and back, and stops where one stops',
    { timeout: 400_000 },
    async () => {
      // A tall window: the same way takes fewer frames.
      const page = await open(`/r/r_design?long=${total}&latency=5`, 1_400);
      const up = await watchRows(page, 'up');
      await wheel(page, -1_100, (seq) => seq < total - 2_400);
      // The last turn of the wheel may be on its way yet. What goes on by itself would not come to rest here.
      await atRest(page);
      const stopped = await place(page);
      expect(stopped.seq).toBeGreaterThan(total - 3_000);
      await page.waitForTimeout(700);
      const later = await place(page);
      await isWhereItWas(page, stopped);
      expect(later.asked - stopped.asked).toBeLessThanOrEqual(2);
      await wheel(page, -1_100, (seq) => seq <= 2);
      isCalm(await up.end());

      // The way down by keys: the focus goes with them.
      await page.locator('[data-row]').first().focus();
      const down = await watchRows(page, 'down');
      for (let turn = 0; turn < 1_500; turn += 1) {
        const isTenth = turn % 10 === 0;
        await page.keyboard.press(isTenth ? 'ArrowDown' : 'PageDown');
        await painted(page);
        if (isTenth && (await down.seen()).highest === total) break;
      }
      const seen = await down.end();
      expect(seen.highest).toBe(total);
      isCalm(seen);
      expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-row'))).toBe(true);
    },
  );

  test(
    '[WEB-2] flings and drags among 100,000 messages show neither gaps nor leaps',
    { timeout: 400_000 },
    async () => {
      const page = await open('/r/r_design/m/50000?long=100000&latency=5');
      // A hand on the wheel: from here on the message that the link led to is not held on to.
      await page.mouse.wheel(0, -30);
      await settled(page);
      for (const direction of ['up', 'down', 'down', 'up'] as const) {
        const watch = await watchRows(page, direction);
        await fling(page, direction === 'up' ? -1 : 1, flicks);
        const seen = await watch.end();
        isCalm(seen);
        expect(seen.highest - seen.lowest).toBeGreaterThan(50 * flicks);
      }
      // The thumb is dragged from one end of what is loaded to the other, and stays where it is while more comes and as much goes.
      await answersAfter(page, 60);
      for (const to of [0, 1, 0, 0, 1, 1, 1]) {
        await drag(page, to);
        const held = await place(page);
        await atRest(page);
        await isWhereItWas(page, held);
      }
    },
  );

  test(
    '[WEB-2] flicks and the scrollbar go far back among 100,000 messages, and to the newest again',
    { timeout: 400_000 },
    async () => {
      // A window with a mouse, a scrollbar and a touch screen.
      const context = await withScrollbars.newContext({ hasTouch: true, viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      await page.goto(app.url('/r/r_design?long=100000&latency=0'));
      await page.waitForSelector('[data-row]');
      await settled(page);
      await flick(page, 'up', 60);
      await draw(page, 'up', (seq) => seq <= first.half);
      // The window is full: it lets go of newer ones.
      await flick(page, 'up', 120);
      await draw(page, 'up', (seq) => seq <= first.end);
      await flick(page, 'down', 60);
      await draw(page, 'down', (seq) => seq >= first.half);
      await flick(page, 'down', 120);
      await draw(page, 'down', (seq) => seq >= 100_000);
      await context.close();
    },
  );
});
