import type { Room } from '@rookery/protocol';
import { until } from '@rookery/testkit/until';
import type { Browser, Page } from 'playwright-core';
import { quantile } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';
import { atMost, inTurn, median, none } from './figures.ts';
import { enter, openReader, seenIn, toEnd } from './hall.ts';
import type { Hall } from './hall.ts';

const aSecond = 50;

type TraceEvent = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Of the processor's time: what other programs took in between does not count. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
};

const scripting = new Set(['FunctionCall', 'EvaluateScript', 'RunMicrotasks', 'FireAnimationFrame', 'TimerFire']);

/** ms of scripting in each frame of the page's main thread, from the trace of it. */
const scriptingAFrame = (trace: Buffer): readonly number[] => {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  // Of the threads of that name, the page's own is the one with the most to do.
  const mains = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map((main) => traceEvents.filter(({ pid, tid }) => pid === main.pid && tid === main.tid));
  const events = mains.toSorted((one, other) => other.length - one.length)[0] ?? [];
  const frames = events
    .filter(({ name }) => name === 'BeginMainThreadFrame' || name === 'BeginFrame')
    .map(({ ts }) => ts)
    .toSorted((one, other) => one - other);
  const spent = frames.map(() => 0);
  let [end, frame] = [0, 0];
  for (const { ts, dur = 0, tdur = dur } of events
    .filter(({ name, ph }) => ph === 'X' && scripting.has(name))
    .toSorted((one, other) => one.ts - other.ts)) {
    // What runs within another is part of it.
    if (ts < end) continue;
    end = ts + dur;
    while (frame + 1 < frames.length && (frames[frame + 1] ?? Infinity) <= ts) frame += 1;
    if (spent[frame] !== undefined) spent[frame] = (spent[frame] ?? 0) + tdur / 1_000;
  }
  return spent;
};

/** Runs in the page: the farthest that any frame was from the end, and any row from where it was. */
const follow = (): void => {
  const log = document.querySelector<HTMLElement>('[role="log"]');
  const row = [...document.querySelectorAll<HTMLElement>('[data-row]')].find(
    (one) => one.getBoundingClientRect().top > (log?.getBoundingClientRect().top ?? 0) + 100,
  );
  const top = row?.getBoundingClientRect().top ?? 0;
  const way = { off: 0, drift: 0 };
  Object.assign(globalThis, { way });
  const look = (): void => {
    if (!log) return;
    setTimeout(() => {
      way.off = Math.max(way.off, log.scrollHeight - log.clientHeight - log.scrollTop);
      if (row?.isConnected) way.drift = Math.max(way.drift, Math.abs(row.getBoundingClientRect().top - top));
      requestAnimationFrame(look);
    });
  };
  requestAnimationFrame(look);
};
const followed = (page: Page): Promise<{ readonly off: number; readonly drift: number }> =>
  page.evaluate(() => (globalThis as unknown as { way: { off: number; drift: number } }).way);

const forgetLongest = (page: Page): Promise<void> =>
  page.evaluate(() => {
    (globalThis as unknown as { seen: { longest: number } }).seen.longest = 0;
  });

/** The room has no badge in the sidebar any more. */
const isRead = (page: Page, room: Room): Promise<void> =>
  until('the room is read', async () => {
    const words = await page.locator(`nav a[href$="/r/${room.id}"]`).innerText();
    return words.replace(room.name, '').trim() === '';
  });

/** [F9, F10] Fifty messages a second: at the end of the room, and scrolled up in it. */
export const hotRoom = async (
  browser: Browser,
  hall: Hall,
  room: Room,
  ms: number,
  runs: number,
): Promise<readonly Figure[]> => {
  const pinned = await inTurn(runs, async () => {
    const context = await openReader(browser, hall);
    const page = await enter(context, hall, room);
    await toEnd(page);
    await page.mouse.move(700, 400);
    await page.waitForTimeout(500);
    await page.evaluate(follow);
    // What its start took is measured elsewhere.
    await forgetLongest(page);
    await browser.startTracing(page, {
      categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline.frame'],
    });
    await hall.sayEvenly(room, aSecond, ms);
    const frames = scriptingAFrame(await browser.stopTracing());
    const { off } = await followed(page);
    const { longest } = await seenIn(page);
    await context.close();
    return {
      mean: frames.reduce((sum, one) => sum + one, 0) / Math.max(1, frames.length),
      p95: quantile(frames, 0.95),
      longest,
      off,
    };
  });
  const above = await inTurn(runs, async () => {
    const context = await openReader(browser, hall);
    const page = await enter(context, hall, room);
    await toEnd(page);
    await page.mouse.move(700, 400);
    // What was said last is read a second later: it would be counted with what comes.
    await isRead(page, room);
    await page.mouse.wheel(0, -1_500);
    await page.waitForTimeout(500);
    await page.evaluate(follow);
    const said = await hall.sayEvenly(room, aSecond, ms);
    let counted = 0;
    await until(
      `the button counts ${said}`,
      async () => {
        const words = await page
          .getByRole('button', { name: /new message/ })
          .first()
          .innerText({ timeout: 500 });
        counted = Number(/\d+/.exec(words.replaceAll(/[,\s]/g, ''))?.[0]);
        return counted === said;
      },
      5_000,
      { isPassing: () => true },
    ).catch(() => undefined);
    const { drift } = await followed(page);
    await context.close();
    return { drift, wrong: Math.abs(said - counted) };
  });
  return [
    atMost(
      'F9 50 messages a second, at the end: scripting a frame, mean',
      median(pinned.map(({ mean }) => mean)),
      'ms',
      4,
    ),
    atMost('F9 scripting a frame, p95', median(pinned.map(({ p95 }) => p95)), 'ms', 10),
    atMost('F9 the longest task', median(pinned.map(({ longest }) => longest)), 'ms', 50),
    none('F9 off the end, the worst frame of all', Math.round(Math.max(...pinned.map(({ off }) => off))), 'px'),
    none(
      'F10 scrolled up: what is read moved, the worst',
      Math.round(Math.max(...above.map(({ drift }) => drift))),
      'px',
    ),
    none('F10 scrolled up: messages counted wrong, the worst', Math.max(...above.map(({ wrong }) => wrong))),
  ];
};
