import { createClient, memorySession } from '@rookery/client';
import type { Client } from '@rookery/client';
import type { Room } from '@rookery/protocol';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import { until } from '@rookery/testkit/until';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { MeasuredProcess } from '../../measured-process.ts';

/** Requests of the author under way at once. */
const atOnce = 100;

/** A server with rooms that an author writes in, and a reader of all of them, at a network that can be cut. */
export type Hall = {
  /** By the network. */
  readonly url: string;
  readonly network: TcpProxy;
  readonly author: Client;
  readonly rooms: readonly Room[];
  /** The reader's session, as a browser keeps it: in its cookie. */
  readonly kept: Awaited<ReturnType<BrowserContext['storageState']>>;
  /** The author says so many lines there, as fast as the server takes them. */
  say(room: Room, lines: number): Promise<void>;
  /** So many lines a second for so long; resolves to how many were said. */
  sayEvenly(room: Room, aSecond: number, ms: number): Promise<number>;
  close(): Promise<void>;
};

const words = 'ships that pass in the night, ';

/** What a browser that was given this token keeps of the session once it is in its cookie: a token that was hidden counts for a minute more. */
const inCookie = async (browser: Browser, url: string, token: string): Promise<Hall['kept']> => {
  const context = await browser.newContext();
  await context.addInitScript((value) => (localStorage['rookery.session'] ??= value), token);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction((value) => localStorage['rookery.session'] !== value, token);
  const { cookies, origins } = await context.storageState();
  await context.close();
  const session = origins.map(({ origin, localStorage: items }) => ({
    origin,
    localStorage: items.filter(({ name }) => name === 'rookery.session'),
  }));
  return { cookies, origins: session };
};

export const openHall = async (browser: Browser, rooms: number, lines: number): Promise<Hall> => {
  const server = await MeasuredProcess.start('rookery');
  const network = await TcpProxy.open(server.port);
  const author = createClient({ url: server.url });
  const said = new Map<string, number>();
  const request = ({ id, name }: Room): Promise<unknown> => {
    const line = (said.get(id) ?? 0) + 1;
    said.set(id, line);
    return author.request('message:room', {
      conversation: id,
      content: `${name} line ${line}: ${words.repeat(line % 5)}`,
    });
  };
  const say = async (room: Room, count: number): Promise<void> => {
    for (let left = count; left > 0; left -= atOnce)
      await Promise.all(Array.from({ length: Math.min(atOnce, left) }, () => request(room)));
  };
  await author.join('author');
  const made: Room[] = [];
  const session = memorySession();
  const reader = createClient({ url: server.url, session });
  await reader.join('reader');
  for (let index = 1; index <= rooms; index += 1) {
    const { room } = await author.createRoom({ name: `hall-${String(index).padStart(2, '0')}` });
    await say(room, lines);
    await reader.joinRoom(room.id);
    await reader.markRead(room.id, lines);
    made.push(room);
  }
  reader.close();
  const url = `http://127.0.0.1:${network.port}`;
  const kept = await inCookie(browser, url, JSON.stringify(session.load()));
  return {
    url,
    network,
    author,
    rooms: made,
    kept,
    say,
    sayEvenly: async (room, aSecond, ms) => {
      const begun = performance.now();
      const asked: Promise<unknown>[] = [];
      while (performance.now() - begun < ms) {
        const due = Math.floor(((performance.now() - begun) * aSecond) / 1_000);
        while (asked.length < due) asked.push(request(room));
        await new Promise((next) => setTimeout(next, 5));
      }
      await Promise.all(asked);
      return asked.length;
    },
    close: async () => {
      author.close();
      await network.close();
      await server.stop();
    },
  };
};

/** Runs in the page from its beginning: what browsers tell of it, and when one can write. */
const observe = (writes: boolean): void => {
  type Timed = { interactionId: number; startTime: number; processingStart: number; processingEnd: number };
  type Script = { invoker: string; sourceFunctionName: string; sourceURL: string; duration: number };
  const seen = {
    shift: 0,
    interactions: [] as Interaction[],
    longest: 0,
    usable: 0,
    steps: [] as { at: number; name: string }[],
  };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
      if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  // One interaction is several events, which come in several lists: the slowest of them counts.
  const known = new Map<number, Interaction>();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as (PerformanceEntry & Timed)[]) {
      const { interactionId, startTime, duration, processingStart, processingEnd } = entry;
      const before = known.get(interactionId);
      if (!interactionId || (before && before.duration >= duration)) continue;
      const interaction = {
        ...{ doing: seen.steps.findLast(({ at }) => at <= startTime)?.name ?? '', event: entry.name },
        ...{ at: startTime, duration },
        delay: processingStart - startTime,
        processing: processingEnd - processingStart,
        presentation: Math.max(0, startTime + duration - processingEnd),
        scripts: [],
      };
      if (before) Object.assign(before, interaction);
      else seen.interactions.push(interaction);
      known.set(interactionId, before ?? interaction);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  // What ran in the long frame that an interaction waited for.
  new PerformanceObserver((list) => {
    for (const { startTime, duration, scripts } of list.getEntries() as unknown as (PerformanceEntry & {
      scripts: Script[];
    })[])
      for (const one of seen.interactions)
        if (one.at < startTime + duration && startTime < one.at + one.duration)
          one.scripts = scripts.map(
            (script) =>
              `${script.invoker || script.sourceURL.replace(/.*\//, '')} ${script.sourceFunctionName} ${Math.round(script.duration)}`,
          );
  }).observe({ type: 'long-animation-frame', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
  }).observe({ type: 'longtask', buffered: true });
  const look = (): void => {
    const composer = document.querySelector<HTMLTextAreaElement>('#composer');
    if (!composer || composer.disabled) return void requestAnimationFrame(look);
    const before = composer.value;
    composer.focus();
    document.execCommand('insertText', false, 'x');
    requestAnimationFrame(() => {
      if (composer.value === before) return look();
      seen.usable = performance.now();
      document.execCommand('delete');
    });
  };
  if (writes) requestAnimationFrame(look);
};

/** From something that a reader does to the next paint. All times are ms. */
export type Interaction = {
  /** What the session was about. */
  doing: string;
  event: string;
  at: number;
  duration: number;
  /** Of which: until its listeners ran, while they did, and from then on until the paint. */
  delay: number;
  processing: number;
  presentation: number;
  /** What ran in the long frame that it waited for, where it was one. */
  scripts: readonly string[];
};

/** What the reader does from now on, for the report. */
export const doing = (page: Page, what: string): Promise<void> =>
  page.evaluate((name) => {
    const { seen } = globalThis as unknown as { seen: { steps: { at: number; name: string }[] } };
    seen.steps.push({ at: performance.now(), name });
  }, what);

export type Seen = {
  /** What moved by itself, as CLS counts it. */
  readonly shift: number;
  /** Those of 16 ms and more. */
  readonly interactions: readonly Interaction[];
  /** Of the tasks that browsers call long, ms. */
  readonly longest: number;
  /** ms from the navigation until a character that was written stood there. */
  readonly usable: number;
};

export const seenIn = (page: Page): Promise<Seen> =>
  page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);

/** The reader's browser: what it keeps is its own. `writes`: a character is written as soon as that is possible. */
export const openReader = async (browser: Browser, hall: Hall, writes = false): Promise<BrowserContext> => {
  const context = await browser.newContext({
    ...{ viewport: { width: 1280, height: 800 }, locale: 'en-GB' },
    storageState: hall.kept,
  });
  await context.addInitScript(observe, writes);
  return context;
};

/**
 * A headless browser's window is as high as the page's viewport, its own bars included: what is at the foot of the page, as the composer is, lies below its
 * edge and is never presented, and a key there would wait for something else that is.
 */
const holdViewport = async (page: Page): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  const { windowId } = await devtools.send('Browser.getWindowForTarget');
  await devtools.send('Browser.setWindowBounds', { windowId, bounds: { width: 1440, height: 1000 } });
  await devtools.detach();
};

export const enter = async (context: BrowserContext, hall: Hall, room: Room): Promise<Page> => {
  const page = await context.newPage();
  await holdViewport(page);
  await page.goto(`${hall.url}/r/${room.id}`);
  await page.locator('[data-row]').first().waitFor();
  await page.locator('#composer').waitFor();
  return page;
};

/** On to the latest, wherever it has opened: what was said meanwhile is unread. */
export const toEnd = async (page: Page): Promise<void> => {
  await until('the end is on the screen', async () => {
    await page.locator('#composer').click();
    await page.keyboard.press('Escape');
    return page.evaluate(() => {
      const log = document.querySelector('[role="log"]');
      return log !== null && log.scrollHeight - log.clientHeight - log.scrollTop < 1;
    });
  });
};
