import type { Room } from '@rookery/protocol';
import { until } from '@rookery/testkit/until';
import type { Browser } from 'playwright-core';
import type { Figure } from '../scenario.ts';
import { atMost, inTurn, median, none } from './figures.ts';
import { enter, openReader, toEnd } from './hall.ts';
import type { Hall } from './hall.ts';

const missed = 50;

/** [F14] The network is cut, messages are missed, and it is back: when the page says so, and when they are there, each once and in order. */
export const outage = async (browser: Browser, hall: Hall, room: Room, runs: number): Promise<readonly Figure[]> => {
  const rounds = await inTurn(runs, async (run) => {
    const context = await openReader(browser, hall);
    const page = await enter(context, hall, room);
    await toEnd(page);
    const cutAt = performance.now();
    hall.network.set({ state: 'refuse' });
    await page
      .getByText(/Reconnecting/)
      .first()
      .waitFor();
    const said = performance.now() - cutAt;
    for (let index = 1; index <= missed; index += 1)
      await hall.author.request('message:room', { conversation: room.id, content: `missed ${run}-${index}.` });
    const backAt = performance.now();
    hall.network.set({ state: 'pass' });
    await page.getByRole('button', { name: 'Try now' }).first().click();
    await until(
      'the last missed message is there',
      async () => {
        // On to the latest: what was missed is unread, and there is more of it than the screen shows.
        await page.keyboard.press('Escape');
        return (await page.locator('[data-row]', { hasText: `missed ${run}-${missed}.` }).count()) > 0;
      },
      20_000,
      { everyMs: 30 },
    );
    const there = performance.now() - backAt;
    // All of them are in view of the client; the screen shows the end.
    const numbers = await page.evaluate(
      (start) =>
        [...document.querySelectorAll('[data-row]')].flatMap((row) => {
          const number = new RegExp(`missed ${start}-(\\d+)\\.`).exec(row.textContent)?.[1];
          return number === undefined ? [] : [Number(number)];
        }),
      run,
    );
    const wrong = numbers.filter((number, index) => index > 0 && number !== (numbers[index - 1] ?? 0) + 1).length;
    await context.close();
    return { said, there, wrong };
  });
  return [
    atMost('F14 a cut network: until the page says so', median(rounds.map(({ said }) => said)), 'ms', 2_500),
    atMost('F14 “Try now” until what was missed is there', median(rounds.map(({ there }) => there)), 'ms', 1_000),
    none(
      'F14 messages out of order or twice',
      rounds.reduce((sum, { wrong }) => sum + wrong, 0),
    ),
  ];
};
