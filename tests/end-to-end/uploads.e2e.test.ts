import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, BrowserContext, Page, Request, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { createRoom, enterRoom, joinAs, rowWith, say } from './support/people.ts';

// Uploads that go on, over the real server: after a reload, a server that was killed, and the tab that sent them.

let target: Target;
let browser: Browser;
beforeAll(async () => {
  [target, browser] = await Promise.all([startTarget(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

const mebibyte = 1_048_576;
const film = { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(9 * mebibyte, 'rookery ') };
const waits = 'Goes out when its files are uploaded';

/** A wire that breaks behind the first piece of an upload, until it is mended. Tells where the pieces that came through begin, and from which page. */
const wireOf = async (context: BrowserContext) => {
  const pieces: { readonly at: number; readonly page: Page }[] = [];
  const wire = { begun: 0, pieces, cut: () => context.route(later, abort), mend: () => context.unroute(later, abort) };
  const isUpload = (request: Request) => request.url().includes('/api/v1/uploads');
  context.on('request', (request) => isUpload(request) && request.method() === 'POST' && (wire.begun += 1));
  context.on('requestfinished', (request) => {
    if (!isUpload(request) || request.method() !== 'PATCH') return;
    pieces.push({ at: Number(request.headers()['upload-offset']) / mebibyte, page: request.frame().page() });
  });
  await wire.cut();
  return wire;
};
const later = '**/api/v1/uploads/*';
const abort = (route: Route) =>
  Number(route.request().headers()['upload-offset'] ?? 0) > 0 ? route.abort() : route.continue();

const attach = (page: Page, ...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  page.locator('input[type="file"]').setInputFiles(files);

const inRoom = async (name: string, room: string) => {
  const [{ page: ann }, { page: bo }] = await Promise.all([
    joinAs(browser, target.url, `Ann ${name}`),
    joinAs(browser, target.url, `Bo ${name}`),
  ]);
  const path = await createRoom(ann, room);
  await enterRoom(bo, path);
  return { ann, bo, wire: await wireOf(ann.context()) };
};

describe('an upload', () => {
  test('[WEB-145] [FILE-17] goes on after a reload and a server that was killed; its message is there once, behind what was said meanwhile', async () => {
    const { ann, bo, wire } = await inRoom('1', 'long film');
    await attach(ann, film);
    await say(ann, 'at last');
    const row = rowWith(ann, 'at last');
    await row.getByText(waits).waitFor();
    await expect.poll(() => wire.pieces.length).toBe(1);
    await attach(ann, { name: 'next.txt', mimeType: 'text/plain', buffer: Buffer.from('for the next one') });
    const next = ann.locator('[data-upload]', { hasText: 'next.txt' });
    await next.getByText(/uploaded/).waitFor();
    await say(ann, 'it takes its time');
    await rowWith(bo, 'it takes its time').waitFor();
    // What lies beside the draft went with that one.
    await rowWith(bo, 'next.txt').waitFor();
    await attach(ann, { name: 'draft.txt', mimeType: 'text/plain', buffer: Buffer.from('not yet') });
    const draft = ann.locator('[data-upload]', { hasText: 'draft.txt' });
    await draft.getByText(/uploaded/).waitFor();

    await target.server.kill('SIGKILL');
    await target.server.start();
    await ann.reload();
    await draft.getByText(/uploaded/).waitFor();
    await row.getByText(waits).waitFor();
    expect(await rowWith(bo, 'at last').count()).toBe(0);
    await wire.mend();
    await rowWith(bo, 'at last').getByRole('group', { name: '1 file' }).waitFor();
    await rowWith(ann, 'at last').getByText(waits).waitFor({ state: 'detached' });
    expect(wire.begun).toBe(1);
    await expect.poll(() => wire.pieces.map(({ at }) => at)).toEqual([0, 4, 8]);
    expect(await bo.locator('[data-row]').getByText('at last').count()).toBe(1);
    await ann
      .locator('[data-upload]', { hasText: 'draft.txt' })
      .getByRole('button', { name: 'Remove draft.txt' })
      .click();
    await draft.waitFor({ state: 'detached' });
    await expect.poll(() => kept(ann)).toEqual({ entries: 0, bytes: 0 });
  });

  test('[WEB-145, WEB-131] is sent by one tab and shown by all; another goes on when that one is gone; signing out erases it', async () => {
    const { ann, bo, wire } = await inRoom('2', 'two tabs');
    const other = await ann.context().newPage();
    await other.goto(ann.url());
    await other.locator('#composer').waitFor();
    await attach(ann, film);
    const chip = other.locator('[data-upload]', { hasText: 'film.mp4' });
    const come = () => chip.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value);
    await expect.poll(come).toBe(4 * mebibyte);
    await chip.getByText('9 MB, 44 %').waitFor();
    await ann.close();
    await wire.mend();
    await chip.getByText(/uploaded/).waitFor();
    // The page knows of the last one a little before the test does.
    await expect
      .poll(() => wire.pieces.map(({ at, page }) => [at, page === other]))
      .toEqual([
        [0, false],
        [4, true],
        [8, true],
      ]);
    expect(wire.begun).toBe(1);
    await say(other, 'from the other tab');
    await rowWith(bo, 'from the other tab').getByRole('group', { name: '1 file' }).waitFor();

    await wire.cut();
    await attach(other, film);
    await expect.poll(() => kept(other)).toEqual({ entries: 1, bytes: 1 });
    await signOut(other);
    await expect.poll(() => kept(other)).toEqual({ entries: 0, bytes: 0 });
  });
});

const signOut = async (page: Page): Promise<void> => {
  await page.locator('nav button[aria-haspopup="menu"]').last().click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Sign out' }).click();
  await page.locator('input[name="name"]').waitFor();
};

/** How much of uploads a browser keeps. */
const kept = (page: Page): Promise<{ entries: number; bytes: number }> =>
  page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error as Error);
      });
    const db = await asked(indexedDB.open('rookery-uploads'));
    const stores = db.transaction(['entries', 'bytes']);
    const [entries, bytes] = await Promise.all([
      asked(stores.objectStore('entries').count()),
      asked(stores.objectStore('bytes').count()),
    ]);
    db.close();
    return { entries, bytes };
  });
