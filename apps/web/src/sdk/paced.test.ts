import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '@rookery/client';
import { cell } from '../lib/cell.ts';
import { Pace, paced } from './paced.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Two values of one screen, and what was shown of them. */
const opened = ({ isHidden = false, mayWait = true } = {}) => {
  const pace = new Pace(systemClock, () => isHidden);
  const sources = [cell(0), cell(0)] as const;
  const shown: string[] = [];
  const views = sources.map((source) => paced(source, () => mayWait, pace));
  const stops = views.map((view, index) => view.subscribe(() => shown.push(`${'ab'[index]}${view.get()}`)));
  return { sources, views, shown, stops };
};

test('[WEB-283] what comes after a pause is shown at once, with all that changes in the same task', async () => {
  const { sources, shown } = opened();
  sources[0].set(1);
  sources[1].set(1);
  await Promise.resolve();
  expect(shown).toEqual(['a1', 'b1']);
});

test('[WEB-283] what comes many times a second is shown together, 25 times a second', async () => {
  const { sources, views, shown } = opened();
  for (let ms = 0; ms < 1_000; ms += 20) {
    sources[0].set(ms + 1);
    sources[1].set(ms + 1);
    await vi.advanceTimersByTimeAsync(20);
  }
  await vi.advanceTimersByTimeAsync(40);
  expect(shown.length).toBeLessThan(56);
  expect(views.map((view) => view.get())).toEqual([981, 981]);
  expect(shown.at(-1)).toBe('b981');
});

test('[WEB-283] no more than three changes of a value wait', async () => {
  const { sources, shown } = opened();
  for (let change = 1; change <= 9; change += 1) {
    sources[0].set(change);
    await Promise.resolve();
  }
  expect(shown).toEqual(['a1', 'a5', 'a9']);
});

test('[WEB-283] what may not wait is shown at once, and so is all on a page that nobody sees', async () => {
  for (const setting of [{ mayWait: false }, { isHidden: true }]) {
    const { sources, shown } = opened(setting);
    for (const change of [1, 2, 3]) {
      sources[0].set(change);
      await Promise.resolve();
    }
    expect(shown).toEqual(['a1', 'a2', 'a3']);
  }
});

test('[WEB-283] what nobody looks at any more is told of no more, and is as it is', async () => {
  const { sources, views, shown, stops } = opened();
  sources[0].set(1);
  await Promise.resolve();
  sources[0].set(2);
  expect(views[0]?.get()).toBe(1);
  for (const stop of stops) stop();
  expect(views[0]?.get()).toBe(2);
  await vi.advanceTimersByTimeAsync(100);
  expect(shown).toEqual(['a1']);
});
