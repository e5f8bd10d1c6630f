import type { Room } from '@rookery/protocol';
import type { Browser, Page } from 'playwright-core';
import { quantile } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';
import { atMost, inTurn, median } from './figures.ts';
import { doing, enter, openReader, seenIn } from './hall.ts';
import type { Hall, Interaction } from './hall.ts';

type Visit = { readonly answered: number; readonly read: number };

/** ms from the click on a room's link to the frame that answers it (its heading), and to the one with its messages. */
const visit = async (page: Page, room: Room): Promise<Visit> => {
  await page.evaluate(
    ([name]) => {
      const visiting = new Promise<Visit>((done) => {
        const clicked = (event: MouseEvent): void => {
          let answered = 0;
          const look = (): void => {
            const hasHeading = document.querySelector('h1')?.textContent.includes(name) === true;
            const hasRows = [...document.querySelectorAll('[data-row]')].some((row) =>
              row.textContent.includes(`${name} line `),
            );
            // After the frame that shows it.
            requestAnimationFrame(() =>
              setTimeout(() => {
                const now = performance.now() - event.timeStamp;
                if (hasHeading && answered === 0) answered = now;
                if (hasRows) done({ answered: answered || now, read: now });
                else look();
              }),
            );
          };
          look();
        };
        addEventListener('click', clicked, { capture: true, once: true });
      });
      Object.assign(globalThis, { visiting });
    },
    [room.name ?? ''] as const,
  );
  await page
    .getByRole('link', { name: room.name ?? '', exact: false })
    .first()
    .click();
  return page.evaluate(() => (globalThis as unknown as { visiting: Promise<Visit> }).visiting);
};

/** [F4] Rooms that were never opened, then the same ones again. */
export const visits = async (browser: Browser, hall: Hall, runs: number): Promise<readonly Figure[]> => {
  const rounds = await inTurn(runs, async () => {
    const context = await openReader(browser, hall);
    const [first, ...others] = hall.rooms;
    if (!first) throw new Error('no rooms');
    const page = await enter(context, hall, first);
    const some = others.slice(0, 10);
    const fresh = await inTurn(some.length, (index) => visit(page, some[index] ?? first));
    const again = await inTurn(some.length, (index) => visit(page, some[index] ?? first));
    const { shift } = await seenIn(page);
    await context.close();
    return { fresh, again, shift };
  });
  const middle = (pick: (round: (typeof rounds)[number]) => readonly number[]): number =>
    median(rounds.map((round) => median(pick(round))));
  return [
    atMost(
      'F4 a room seen before: click to its messages',
      middle((round) => round.again.map((one) => one.read)),
      'ms',
      100,
    ),
    atMost(
      'F4 a new room: click to its heading',
      middle((round) => round.fresh.map((one) => one.answered)),
      'ms',
      100,
    ),
    atMost(
      'F4 a new room: click to its messages',
      middle((round) => round.fresh.map((one) => one.read)),
      'ms',
      300,
    ),
    atMost('F13 layout shift of such visits, the worst', Math.max(...rounds.map(({ shift }) => shift)), 'CLS', 0.02),
  ];
};

/** How long the slowest twentieth of some interactions took, and what the slowest of all consisted of. */
const slowest = (what: string, interactions: readonly Interaction[]): Figure => {
  const worst = interactions.toSorted((one, other) => other.duration - one.duration)[0];
  const [delay = 0, processing = 0, presentation = 0] = worst
    ? [worst.delay, worst.processing, worst.presentation].map(Math.round)
    : [];
  const parts = worst
    ? `; the longest ${worst.duration}, ${worst.event}: ${delay} + ${processing} + ${presentation}${worst.scripts.map((script) => `, ${script}`).join('')}`
    : '';
  return {
    name: `F5 of these, ${what}: p95`,
    value:
      interactions.length === 0
        ? 0
        : quantile(
            interactions.map(({ duration }) => duration),
            0.95,
          ),
    unit: `ms of ${interactions.length}${parts}`,
  };
};

const steps = ['a room', 'the field', 'words', 'sending', 'a menu', 'the switcher', 'its words', 'its end'] as const;

/** [F5, F13] What a reader does all day, for so long: rooms, words, menus, the switcher, the wheel, other pages. */
export const session = async (browser: Browser, hall: Hall, ms: number, runs: number): Promise<readonly Figure[]> => {
  const rounds = await inTurn(runs, async () => {
    const context = await openReader(browser, hall);
    const [first, ...others] = hall.rooms;
    if (!first) throw new Error('no rooms');
    const page = await enter(context, hall, first);
    const step = (name: (typeof steps)[number]): Promise<void> => doing(page, name);
    const begun = Date.now();
    for (let turn = 0; Date.now() - begun < ms; turn += 1) {
      await step('a room');
      await page
        .getByRole('link', { name: others[turn % others.length]?.name ?? '' })
        .first()
        .click();
      await step('the field');
      await page.locator('#composer').click();
      await step('words');
      await page.keyboard.type('some words', { delay: 25 });
      await step('sending');
      await page.keyboard.press('Enter');
      await page.mouse.move(700, 400);
      for (let wheel = 0; wheel < 6; wheel += 1) await page.mouse.wheel(0, -200);
      await step('a menu');
      await page.locator('nav > button[aria-haspopup="menu"]').click();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Escape');
      await step('the switcher');
      await page.keyboard.press('Control+k');
      await page.locator('dialog [role="combobox"]').waitFor();
      await step('its words');
      await page.keyboard.type('hall', { delay: 25 });
      await step('its end');
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
    }
    const seen = await seenIn(page);
    await context.close();
    return seen;
  });
  const all = rounds.flatMap(({ interactions }) => interactions);
  return [
    atMost(
      'F5 interaction to the next paint, p95 (of those of 16 ms and more)',
      median(
        rounds.map(({ interactions }) =>
          interactions.length === 0
            ? 0
            : quantile(
                interactions.map(({ duration }) => duration),
                0.95,
              ),
        ),
      ),
      'ms',
      100,
    ),
    ...steps.map((name) =>
      slowest(
        name,
        all.filter((one) => one.doing === name),
      ),
    ),
    atMost('F13 layout shift of a session, the worst', Math.max(...rounds.map(({ shift }) => shift)), 'CLS', 0.02),
  ];
};
