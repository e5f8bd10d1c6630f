import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { OutboxEntry, OutboxStorage } from '@rookery/client';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';

// The client's IndexedDB adapter by itself, in the only place that has an IndexedDB. Over plain http: no locks, no secure context.

const address = 'http://outbox.test/';
const sources = new URL('../../packages/client/src/', import.meta.url);
const page = `<script type="module">
  import { indexedDbOutbox } from '/outbox/indexed-db-outbox.ts';
  globalThis.indexedDbOutbox = indexedDbOutbox;
</script>`;

declare const storage: OutboxStorage;
declare function indexedDbOutbox(tab: string): OutboxStorage;

let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  context = await browser.newContext();
  await context.route(`${address}**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    if (!path.endsWith('.ts')) return route.fulfill({ contentType: 'text/html', body: page });
    const source = readFileSync(new URL(path, sources), 'utf8');
    return route.fulfill({ contentType: 'text/javascript', body: stripTypeScriptTypes(source) });
  });
});

/** A page whose outbox is that tab's. */
async function openTab(tab: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await start(page, tab);
  return page;
}

async function start(page: Page, tab: string): Promise<void> {
  await page.waitForFunction(() => typeof indexedDbOutbox === 'function');
  await page.evaluate((name) => {
    (globalThis as { storage?: OutboxStorage }).storage = indexedDbOutbox(name);
  }, tab);
}

const entry = (content: string, author = 'u_me'): OutboxEntry =>
  ({ clientId: content, author, conversation: 'r_room', content, createdAt: 1 }) as unknown as OutboxEntry;
const put = (page: Page, ...entries: OutboxEntry[]): Promise<void> =>
  page.evaluate(async (all) => {
    for (const one of all) await storage.put(one);
  }, entries);
const load = (page: Page, author = 'u_me'): Promise<string[]> =>
  page.evaluate(async (by) => (await storage.load(by as never)).map(({ content }) => content).sort(), author);

describe('unsent messages in IndexedDB', () => {
  test('[CLI-4] are there after a reload, whole, until they are deleted', async () => {
    const page = await openTab('one');
    const failed = { ...entry('b'), replyTo: 7, failure: { code: 'too_large', message: 'Shorten it.' } };
    await put(page, entry('a'), failed);
    await page.reload();
    await start(page, 'one');
    expect(await load(page)).toEqual(['a', 'b']);
    expect(
      await page.evaluate(async () => (await storage.load('u_me' as never)).find(({ content }) => content === 'b')),
    ).toEqual(failed);
    await page.evaluate(() => storage.delete('a' as never));
    expect(await load(page)).toEqual(['b']);
  });

  test('[CLI-10] are each person’s own', async () => {
    const page = await openTab('one');
    await put(page, entry('mine'), entry('hers', 'u_her'));
    expect(await load(page)).toEqual(['mine']);
    expect(await load(page, 'u_her')).toEqual(['hers']);
  });

  test('[CLI-4] belong to the tab that wrote them while it lives, then to whoever looks', async () => {
    const first = await openTab('one');
    const second = await openTab('two');
    await put(first, entry('a'));
    await load(first);
    expect(await load(second)).toEqual([]);
    // As a crash does: no word is said.
    await first.close({ runBeforeUnload: false });
    await expect.poll(() => load(second), { timeout: 20_000, interval: 500 }).toEqual(['a']);
    const third = await openTab('three');
    expect(await load(third)).toEqual([]);
  });

  test('[CLI-4] of a tab that says goodbye are taken over at once', async () => {
    const first = await openTab('one');
    const second = await openTab('two');
    await put(first, entry('a'));
    await load(first);
    expect(await load(second)).toEqual([]);
    await first.evaluate(() => storage.close());
    // After a crash it takes eight seconds.
    await expect.poll(() => load(second), { timeout: 6_000 }).toEqual(['a']);
  });

  test('a database that the browser took away is opened anew', async () => {
    const page = await openTab('one');
    await put(page, entry('a'));
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.deleteDatabase('rookery-outbox');
          request.onsuccess = () => resolve();
          request.onblocked = () => reject(new Error('blocked'));
        }),
    );
    await put(page, entry('b'));
    expect(await load(page)).toEqual(['b']);
  });
});
