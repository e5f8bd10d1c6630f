import { launchBrowser } from '../launch-browser.ts';
import type { Figure, Scenario } from './scenario.ts';
import { accessibility } from './web/accessibility.ts';
import { openHall } from './web/hall.ts';
import { hotRoom } from './web/hot-room.ts';
import { markdown } from './web/markdown.ts';
import { memory } from './web/memory.ts';
import { outage } from './web/outage.ts';
import { sizes } from './web/sizes.ts';
import { starts } from './web/starts.ts';
import { session, visits } from './web/visits.ts';
import { wheelThrough } from './web/wheel.ts';
import { writing } from './web/writing.ts';

const parts = [
  'sizes',
  'starts',
  'visits',
  'session',
  'writing',
  'wheel',
  'hot-room',
  'memory',
  'outage',
  'markdown',
  'accessibility',
] as const;

/** The bars F1 to F16 of the web app. */
export const web: Scenario = {
  name: 'web',
  about:
    'What a reader waits for, F1 to F16: what a browser loads (gzip -9), starts, rooms, keys, a wheel through 100,000 messages, 50 messages a second, memory, an outage. Chromium, 1280 × 800, loopback; timings are medians of five runs, and percentiles are taken within each.',
  only: parts,
  run: async (quick, { only }) => {
    const runs = quick ? 1 : 5;
    const isWanted = (part: (typeof parts)[number]): boolean => only.length === 0 || only.includes(part);
    const figures: Figure[] = [];
    const browser = await launchBrowser();
    const hall = await openHall(browser, quick ? 6 : 20, 100);
    try {
      const [room, second] = hall.rooms;
      if (!room || !second) throw new Error('no rooms');
      const measures: Readonly<Record<(typeof parts)[number], () => Promise<readonly Figure[]>>> = {
        sizes: async () => sizes(quick),
        starts: () => starts(browser, hall, room, runs),
        visits: () => visits(browser, hall, runs),
        session: () => session(browser, hall, quick ? 8_000 : 60_000, runs),
        writing: () => writing(browser, hall, room, quick ? 60 : 200, runs),
        wheel: () => wheelThrough(browser, quick ? 3_000 : 100_000),
        'hot-room': () => hotRoom(browser, hall, second, quick ? 5_000 : 20_000, runs),
        memory: () => memory(browser, hall, quick ? 3_000 : 20_000),
        outage: () => outage(browser, hall, room, runs),
        // It costs nothing: a quick one is a median too.
        markdown: () => markdown(5),
        accessibility: () => accessibility(browser, hall, room),
      };
      for (const part of parts) if (isWanted(part)) figures.push(...(await measures[part]()));
      return figures;
    } finally {
      await hall.close();
      await browser.close();
    }
  },
};
