import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { guest, everyoneLeaves, freshName } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openWindow } from './support/browser.ts';
import { rowWith, say } from './support/people.ts';

// One day of one reader, from a link that she is sent to the phone at night. What happened is in run/day-in-the-life as a trace
// (`npx playwright show-trace`) where it failed, and always with ROOKERY_RECORD=1.

let browser: Browser;
let target: Target;
let network: TcpProxy;
let boss: Person & { readonly me: Answer };
let url: string;

beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
  network = await TcpProxy.open(target.server.port);
  url = `http://127.0.0.1:${network.port}`;
  boss = await guest(target.url, 'boss');
});

const traces = join(repositoryRoot, 'run/day-in-the-life');
afterEach(async ({ task }) => {
  const isKept = task.result?.state === 'fail' || Boolean(process.env['ROOKERY_RECORD']);
  mkdirSync(traces, { recursive: true });
  for (const [index, context] of browser.contexts().entries()) {
    await context.tracing.stop(isKept ? { path: join(traces, `${index}.zip`) } : {}).catch(() => undefined);
    await context.close();
  }
});
afterAll(async () => {
  everyoneLeaves();
  await browser?.close();
  await network?.close();
  await target?.stop();
});

const makeRoom = async (name: string): Promise<string> => {
  const { room } = await boss.ask('room:create', { name, visibility: 'public' });
  return String(room.id);
};
const tell = async (conversation: string, content: string): Promise<void> => {
  expect(await boss.askPatiently('message:room', { conversation, content })).toMatchObject({ ok: true });
};
const heard = (content: string): number =>
  boss.all('message:receive').filter((message) => message['content'] === content).length;
/** Everything is loaded and kept: the train may come. */
const isKept = async (page: Page, words: string): Promise<void> => {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
          new Promise((done) => (request.onsuccess = () => done(request.result)));
        const database = await answered(indexedDB.open('rookery-copy'));
        const stores = [...database.objectStoreNames].map((store) => database.transaction(store).objectStore(store));
        const all = await Promise.all(stores.map((store) => answered(store.getAll() as IDBRequest<unknown>)));
        database.close();
        return JSON.stringify(all);
      }),
    )
    .toContain(words);
};
const record = async (page: Page): Promise<void> => {
  await page.context().tracing.start({ screenshots: true, snapshots: true, title: 'a day in the life' });
};
const path = (page: Page): string => new URL(page.url()).pathname;

test(
  '[WEB-200, WEB-210, WEB-185] a day: by a link into a room, read, answered, on a train, found by pinyin, sorted by keys, in Chinese, on a phone',
  { timeout: 60_000 },
  async () => {
    const name = freshName('发布公告');
    const room = await makeRoom(name);
    for (let line = 1; line <= 60; line += 1) await tell(room, `第 ${line} 件事 line ${line}`);
    const other = await makeRoom(freshName('harbour'));

    // Morning: a link, a name, a door.
    const { page, faults } = await openWindow(browser, `${url}/r/${room}`, { worker: true });
    await record(page);
    const own = freshName('ola').replaceAll('.', '');
    await page.locator('input[name="name"]').fill(own);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Join the room' }).click();
    await page.locator('#composer').waitFor();
    await rowWith(page, 'line 60').waitFor();

    // Back to what was said before she came.
    await page.mouse.move(700, 400);
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, -2_000);
        return rowWith(page, '第 1 件事').count();
      })
      .toBe(1);
    await page.locator('#composer').click();
    await page.keyboard.press('Escape');
    await rowWith(page, 'line 60').waitFor();

    // An answer, and a mention whose name is completed.
    await rowWith(page, 'line 60').focus();
    await page.keyboard.press('r');
    await page.keyboard.type('我来做 I will');
    await page.keyboard.press('Enter');
    await expect.poll(() => heard('我来做 I will')).toBe(1);
    const answer = boss.all('message:receive').find((message) => message['content'] === '我来做 I will');
    expect(answer?.['replyTo']).toBe(60);
    await page.keyboard.type('@boss');
    await page.locator('[role="option"]').first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('please look');
    await page.keyboard.press('Enter');
    await rowWith(page, 'please look').waitFor();
    await expect
      .poll(() => boss.all('message:receive').some((message) => message['mentions']?.includes(boss.me.id)))
      .toBe(true);

    // A train: what she reads stays, what she writes waits, the app itself comes back.
    await isKept(page, 'please look');
    network.set({ state: 'refuse' });
    await page
      .getByText(/Reconnecting/)
      .first()
      .waitFor();
    await say(page, 'written in the tunnel 隧道里');
    await page.reload();
    await rowWith(page, 'written in the tunnel 隧道里').waitFor();
    await tell(room, 'said meanwhile');
    expect(heard('written in the tunnel 隧道里')).toBe(0);
    network.set({ state: 'pass' });
    // Unless it is back by itself before she can.
    await page
      .getByRole('button', { name: 'Try now' })
      .first()
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await expect.poll(() => heard('written in the tunnel 隧道里'), { timeout: 10_000 }).toBe(1);
    await rowWith(page, 'said meanwhile').waitFor();

    // Somebody is found by the sounds of her name.
    const zhang = await guest(target.url, 'zw');
    expect(await zhang.ask('profile:set', { displayName: '张伟' })).toMatchObject({ ok: true });
    expect(await zhang.ask('room:join', { room })).toMatchObject({ ok: true });
    await page.keyboard.press('Control+k');
    await page.locator('dialog [role="combobox"]').fill('zhangwei');
    await expect.poll(() => page.locator('dialog [role="option"]').first().innerText()).toContain('张伟');
    await page.keyboard.press('Enter');
    await page.locator('#composer').waitFor();
    await say(page, '你好，张伟');
    await zhang.hears('message:receive', (message) => message['content'] === '你好，张伟');

    // What waits, by keys: done, taken back, opened.
    await page.evaluate((there) => history.pushState(null, '', there), `/r/${other}`);
    await page.getByRole('button', { name: 'Join the room' }).click();
    await page.locator('#composer').waitFor();
    await page.evaluate(() => history.pushState(null, '', '/inbox'));
    await tell(room, `@${own} the first thing that waits`);
    await tell(other, `@${own} the second thing that waits`);
    const rows = page.locator('#main li > a[data-key]');
    await expect.poll(() => rows.count()).toBe(2);
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await expect.poll(() => rows.count()).toBe(1);
    await page.keyboard.press('z');
    await expect.poll(() => rows.count()).toBe(2);
    await page.keyboard.press('Enter');
    await rowWith(page, 'thing that waits').first().waitFor();

    // A new name, and another language.
    await page.evaluate(() => history.pushState(null, '', '/settings'));
    const display = page.getByLabel('Your name');
    await display.fill('奥拉 Ola');
    await page.keyboard.press('Enter');
    await boss.hears('people:update', (update) => JSON.stringify(update).includes('奥拉 Ola'));
    await page.locator('nav > button[aria-haspopup="menu"]').click();
    await page.getByRole('menuitemradio', { name: '简体中文' }).click();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.keyboard.press('Escape');

    // Evening, on a phone: the same person, the same place.
    const session = await page.context().storageState();
    const phone = await browser.newContext({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
      locale: 'zh-CN',
      colorScheme: 'dark',
      storageState: session,
    });
    const small = await phone.newPage();
    await record(small);
    await small.goto(url);
    await small
      .getByRole('link', { name: new RegExp(name) })
      .first()
      .tap();
    await rowWith(small, 'the first thing that waits').waitFor();
    await small.locator('#composer').fill('晚安 good night');
    await small.getByRole('button', { name: '发送' }).tap();
    await rowWith(small, '晚安 good night').waitFor();
    await expect.poll(() => heard('晚安 good night')).toBe(1);
    expect(await small.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await small.goBack();
    await expect.poll(() => path(small)).not.toBe(`/r/${room}`);

    expect(faults).toEqual([]);
  },
);
