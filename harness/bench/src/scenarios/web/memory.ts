import { until } from '@rookery/testkit/until';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { Figure } from '../scenario.ts';
import { atMost, none } from './figures.ts';
import { enter, openReader } from './hall.ts';
import type { Hall } from './hall.ts';

type Held = { readonly heapMB: number; readonly nodes: number; readonly listeners: number };

const held = async (devtools: CDPSession): Promise<Held> => {
  for (let round = 0; round < 2; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return { heapMB: of('JSHeapUsedSize') / 1e6, nodes: of('Nodes'), listeners: of('JSEventListeners') };
};

const detached = async (devtools: CDPSession): Promise<number> => {
  for (let round = 0; round < 2; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { detachedNodes } = await devtools.send('DOM.getDetachedDomNodes');
  return detachedNodes.length;
};

/** [F11, F12] A tab that stays open: it opens every room, hears as many messages in them as asked for, then as many again. Once: it is a count. */
export const memory = async (browser: Browser, hall: Hall, messages: number): Promise<readonly Figure[]> => {
  const context = await openReader(browser, hall);
  const [first] = hall.rooms;
  if (!first) throw new Error('no rooms');
  const page: Page = await enter(context, hall, first);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  await devtools.send('DOM.enable');
  const visitAll = async (): Promise<void> => {
    for (const { name } of hall.rooms) {
      await page
        .getByRole('link', { name: name ?? '' })
        .first()
        .click();
      await page
        .locator('[data-row]', { hasText: `${name} line ` })
        .first()
        .waitFor();
    }
  };
  const hear = async (): Promise<void> => {
    await visitAll();
    for (const room of hall.rooms) await hall.say(room, Math.round(messages / hall.rooms.length));
    const last = hall.rooms.at(-1);
    if (!last) return;
    // Where the last room is open, its end is on the screen once all is heard.
    await page.keyboard.press('Escape');
    await hall.author.request('message:room', { conversation: last.id, content: 'that was all' });
    await until(
      'the last message is there',
      async () => {
        await page.keyboard.press('Escape');
        return (await page.locator('[data-row]', { hasText: 'that was all' }).count()) > 0;
      },
      60_000,
    );
    await page.waitForTimeout(2_000);
  };
  await hear();
  const once = await held(devtools);
  await hear();
  const twice = await held(devtools);
  await visitAll();
  const before = await detached(devtools);
  for (let round = 0; round < Math.ceil(50 / hall.rooms.length); round += 1) await visitAll();
  const after = await detached(devtools);
  await context.close();
  const of = `${hall.rooms.length} rooms and ${messages.toLocaleString('en')} messages`;
  return [
    atMost(`F11 JS heap after ${of}`, once.heapMB, 'MB', 60),
    atMost('F11 heap that as many again add', twice.heapMB - once.heapMB, 'MB', 5),
    atMost('F11 DOM nodes', Math.max(once.nodes, twice.nodes), '', 4_000),
    atMost('F11 listeners that as many again add', twice.listeners - once.listeners, '', 50),
    none('F12 detached trees that 50 visits add', Math.max(0, after - before)),
  ];
};
