import { createClient, memorySession } from '@rookery/client';
import { watchRows } from '@rookery/testkit';
import type { Browser, Page } from 'playwright-core';
import { MeasuredProcess } from '../../measured-process.ts';
import type { Figure } from '../scenario.ts';

/** Requests of the author under way at once. */
const atOnce = 200;
/** By one turn of the wheel, in every frame: most of a screen, so that each frame still shows rows of the one before. */
const turnPx = 500;

/** A reader's wheel through a room of so many messages, from the newest to the first and back, and what every frame showed. */
export const wheelThrough = async (browser: Browser, messages: number): Promise<readonly Figure[]> => {
  const server = await MeasuredProcess.start('rookery');
  const url = `http://127.0.0.1:${server.port}`;
  const author = createClient({ url });
  try {
    await author.join('author');
    const { room } = await author.createRoom({ name: 'long' });
    for (let from = 1; from <= messages; from += atOnce)
      await Promise.all(
        Array.from({ length: Math.min(atOnce, messages - from + 1) }, (_, index) =>
          author.request('message:room', {
            conversation: room.id,
            content: `line ${from + index}: ${'ships that pass in the night, '.repeat((from + index) % 7)}`,
          }),
        ),
      );
    const session = memorySession();
    const reader = createClient({ url, session });
    await reader.join('reader');
    await reader.joinRoom(room.id);
    await reader.markRead(room.id, messages);
    const kept = JSON.stringify(session.load());
    reader.close();

    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addInitScript((value) => localStorage.setItem('rookery.session', value), kept);
    const page = await context.newPage();
    await page.goto(`${url}/r/${room.id}`);
    await page.locator(`[aria-posinset="${messages}"]`).waitFor();
    await page.mouse.move(700, 400);
    const up = await wheel(page, 'up', (lowest) => lowest <= 1);
    const down = await wheel(page, 'down', (_, highest) => highest >= messages);
    await context.close();
    return [...up, ...down];
  } finally {
    author.close();
    await server.stop();
  }
};

const wheel = async (
  page: Page,
  direction: 'up' | 'down',
  isThere: (lowest: number, highest: number) => boolean,
): Promise<readonly Figure[]> => {
  const watch = await watchRows(page, direction);
  for (let turn = 0; ; turn += 1) {
    await page.mouse.wheel(0, direction === 'up' ? -turnPx : turnPx);
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))));
    if (turn % 20 > 0) continue;
    const { lowest, highest } = await watch.seen();
    if (isThere(lowest, highest)) break;
  }
  const { frames, reverse, blank, torn, apart, late } = await watch.end();
  const wrong = reverse + blank + torn;
  return [
    {
      name: `F8 wheel ${direction}: frames that are blank, torn or run back`,
      value: wrong,
      unit: `of ${frames}`,
      bar: '0',
      met: wrong === 0,
    },
    {
      name: `F8 wheel ${direction}: rows apart from each other`,
      value: apart,
      unit: 'px',
      bar: '≤ 1',
      met: apart <= 1,
    },
    {
      name: `F8 wheel ${direction}: frames within 20 ms`,
      value: (1 - late / frames) * 100,
      unit: '%',
      bar: '≥ 95',
      met: late / frames <= 0.05,
    },
  ];
};
