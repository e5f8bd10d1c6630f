import type { Room } from '@rookery/protocol';
import { until } from '@rookery/testkit/until';
import type { Browser, Page } from 'playwright-core';
import type { Figure } from '../scenario.ts';
import { atMost, inTurn, median } from './figures.ts';
import { openReader, seenIn } from './hall.ts';
import type { Hall } from './hall.ts';

type Start = { readonly painted: number; readonly usable: number; readonly shift: number };

/** From the navigation to the first message on the screen, and to a character that was written. */
const start = async (page: Page, go: () => Promise<unknown>, writes = true): Promise<Start> => {
  await go();
  const mark = await page.waitForFunction(() => performance.getEntriesByName('first-message')[0]?.startTime);
  if (writes) await until('one can write', async () => (await seenIn(page)).usable > 0, 30_000);
  const { usable, shift } = await seenIn(page);
  return { painted: Number(await mark.jsonValue()), usable, shift };
};

/** What Chromium's tools call fast 4G. */
const fast4G = { offline: false, downloadThroughput: 1_012_500, uploadThroughput: 168_750, latency: 165 };

const throttle = async (page: Page): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', fast4G);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
};

/** [F2, F3] A reader comes back to a room: in a new browser, in one that keeps the app and the room, without a network, on a slow phone. */
export const starts = async (browser: Browser, hall: Hall, room: Room, runs: number): Promise<readonly Figure[]> => {
  const address = `${hall.url}/r/${room.id}`;
  const cold = async (prepare: (page: Page) => Promise<void>): Promise<Start> => {
    const context = await openReader(browser, hall, true);
    const page = await context.newPage();
    await prepare(page);
    const first = await start(page, () => page.goto(address));
    await context.close();
    return first;
  };
  const plain = await inTurn(runs, () => cold(async () => undefined));
  const slow = await inTurn(runs, () => cold(throttle));

  // Only when messages are painted is told of these: what is written in the frame before would be counted with it.
  const context = await openReader(browser, hall);
  const first = await context.newPage();
  await start(first, () => first.goto(address), false);
  await first.evaluate(async () => void (await navigator.serviceWorker.ready));
  await until('the room is kept', () =>
    first.evaluate(async () => {
      const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
        new Promise((done) => (request.onsuccess = () => done(request.result)));
      const database = await answered(indexedDB.open('rookery-copy'));
      const stores = [...database.objectStoreNames].map((name) => database.transaction(name).objectStore(name));
      const all = await Promise.all(stores.map((store) => answered(store.getAll() as IDBRequest<unknown>)));
      database.close();
      return JSON.stringify(all).includes(' line ');
    }),
  );
  await first.close();
  const again = async (): Promise<Start> => {
    const page = await context.newPage();
    const warm = await start(page, () => page.goto(address), false);
    await page.close();
    return warm;
  };
  const warm = await inTurn(runs, again);
  hall.network.set({ state: 'refuse' });
  const offline = await inTurn(runs, again).finally(() => hall.network.set({ state: 'pass' }));
  await context.close();

  const [painted, usable] = [
    (all: readonly Start[]) => median(all.map((one) => one.painted)),
    (all: readonly Start[]) => median(all.map((one) => one.usable)),
  ];
  return [
    atMost('F2 cold start: first message painted', painted(plain), 'ms', 1_000),
    atMost('F2 cold start: what is written stands there', usable(plain), 'ms', 1_000),
    atMost('F2 warm start with a kept room: first message painted', painted(warm), 'ms', 400),
    atMost('F2 warm start without a network: first message painted', painted(offline), 'ms', 400),
    atMost('F3 4 × slower processor, fast 4G: first message painted', painted(slow), 'ms', 3_000),
    atMost('F3 4 × slower processor, fast 4G: what is written stands there', usable(slow), 'ms', 3_000),
    atMost(
      'F13 layout shift of a start, the worst of all',
      Math.max(...[...plain, ...slow, ...warm, ...offline].map(({ shift }) => shift)),
      'CLS',
      0.02,
    ),
  ];
};
