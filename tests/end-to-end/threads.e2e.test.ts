import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { launchBrowser } from './support/browser.ts';
import { createRoom, enterRoom, joinAs, rowWith, say } from './support/people.ts';
import { settled } from './support/still.ts';

// Threads beside a conversation, as two people use them over the real server.

let target: Target;
let browser: Browser;
beforeAll(async () => {
  [target, browser] = await Promise.all([startTarget({}), launchBrowser()]);
}, 120_000);
afterAll(async () => {
  everyoneLeaves();
  await browser?.close();
  await target?.stop();
});

const panel = (page: Page) => page.locator('#panel');
const composer = (page: Page) => page.locator('#thread-composer');
const reply = async (page: Page, words: string): Promise<void> => {
  await composer(page).fill(words);
  await composer(page).press('Enter');
  await panel(page).locator('[data-row]', { hasText: words }).waitFor();
};
const shot = async (page: Page, name: string): Promise<void> => {
  const directory = process.env['ROOKERY_SHOTS'];
  if (directory) await page.screenshot({ path: `${directory}/${name}.png` });
};

test('[WEB-150, WEB-151, WEB-152] a thread beside its room: opened by T, replied to, shown at its root, unread in the inbox, found where it was left', async () => {
  const { page: ann } = await joinAs(browser, target.url, 'Ann');
  const { page: bo } = await joinAs(browser, target.url, 'Bo', { locale: 'zh-CN', theme: 'dark' });
  const path = await createRoom(ann, 'nest');
  await enterRoom(bo, path);
  await say(ann, 'Where shall we land?');
  await rowWith(bo, 'Where shall we land?').focus();
  await bo.keyboard.press('t');
  await bo.waitForURL(`**${path}/t/1`);
  await composer(bo).waitFor();
  expect(await panel(bo).innerText()).toContain('Where shall we land?');
  // As every list says it: by the clock today.
  expect(await panel(bo).locator('time').first().innerText()).toMatch(/^\d\d:\d\d$/);
  await reply(bo, 'By the river');
  await bo.locator('#panel input[type="checkbox"]').check();
  await reply(bo, 'At noon');

  // The root shows them to who is in the room, and the one that all see says where it is from.
  const root = rowWith(ann, 'Where shall we land?').first();
  await root.getByText('2 replies').waitFor();
  await rowWith(ann, 'At noon').getByText('From a thread').waitFor();
  // Her inbox has the thread, which she follows as the author of its root.
  await ann.locator('nav a[href="/"]').first().click();
  const line = ann.locator(`#main a[href$="${path}/t/1"]`);
  await line.getByText('2 unread').waitFor({ state: 'attached' });
  await shot(ann, 'thread-inbox');
  await line.click();
  await panel(ann).locator('[data-row]', { hasText: 'By the river' }).waitFor();
  await settled(ann);
  await shot(ann, 'thread-light');
  await shot(bo, 'thread-dark');
  for (const page of [ann, bo]) expect(await axeFindings(page)).toEqual([]);
  // A draft of its own, which is there again.
  await composer(ann).fill('half a');
  await ann.goBack();
  await ann.goForward();
  await composer(ann).waitFor();
  expect(await composer(ann).inputValue()).toBe('half a');
  // Each message in it has an address.
  await ann.goto(`${target.url}${path}/t/1/m/1`);
  await panel(ann).locator('[data-row]', { hasText: 'By the river' }).waitFor();
  expect(new URL(ann.url()).pathname).toBe(`${path}/t/1/m/1`);
  // Whoever has it open for a second has read it.
  const unread = (): Promise<number> =>
    ann.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch('/api/v1/call/inbox:list', { method: 'POST', headers, body: '{"limit":100}' });
      const { entries } = (await answer.json()) as { entries: { kind: string; unread: number }[] };
      return entries.find(({ kind }) => kind === 'thread')?.unread ?? -1;
    });
  await expect.poll(unread).toBe(0);

  // Long, and read somewhere in its midst: the place is there again.
  const cat = await guest(target.url, 'cat');
  const room = path.slice(3);
  await cat.ask('room:join', { room });
  const { thread } = await cat.ask('thread:open', { conversation: room, seq: 1 });
  for (let count = 1; count <= 12; count += 1)
    await cat.askPatiently('message:room', { conversation: thread, content: `twig ${count}:${'\nleaf'.repeat(6)}` });
  const twig = (count: number) => panel(ann).locator('[data-row]', { hasText: `twig ${count}:` });
  const log = panel(ann).getByRole('log');
  const go = (to: string): Promise<void> => ann.evaluate((there) => history.pushState(null, '', there), to);
  await log.hover();
  await expect
    .poll(async () => {
      await ann.mouse.wheel(0, 2_000);
      return twig(12).count();
    })
    .toBe(1);
  await settled(ann);
  await ann.mouse.wheel(0, -700);
  await settled(ann);
  const top = (count: number): Promise<number> =>
    twig(count).evaluate((row) => Math.round(row.getBoundingClientRect().top));
  const before = await top(9);
  expect(before).toBeGreaterThan(-200);
  await go(path);
  await panel(ann).waitFor({ state: 'detached' });
  await go(`${path}/t/1`);
  await twig(9).waitFor();
  await settled(ann);
  expect(Math.abs((await top(9)) - before)).toBeLessThanOrEqual(2);
  await expect
    .poll(async () => {
      await log.hover();
      await ann.mouse.wheel(0, 2_000);
      return unread();
    })
    .toBe(0);
  await ann.locator('nav a[href="/"]').first().click();
  await line.waitFor({ state: 'detached' });
});

test('[WEB-151] on a phone a thread fills the screen, and back closes it', async () => {
  const { page } = await joinAs(browser, target.url, 'Cleo', { width: 360, height: 640, touch: true });
  const path = await createRoom(page, 'branch');
  // Enter is a new line there.
  const send = async (field: string, words: string): Promise<void> => {
    await page.locator(field).fill(words);
    await page.locator('button[aria-label="Send"]').last().click();
    await rowWith(page, words).first().waitFor();
  };
  await send('#composer', 'alone');
  await page.locator('[data-row][aria-posinset="1"]').waitFor();
  await page.evaluate((to) => history.pushState(null, '', to), `${path}/t/1`);
  await composer(page).waitFor();
  await send('#thread-composer', 'with myself');
  const box = await panel(page).boundingBox();
  expect([box?.x, box?.width]).toEqual([0, 360]);
  await shot(page, 'thread-phone');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.goBack();
  await panel(page).waitFor({ state: 'detached' });
  await rowWith(page, 'alone').getByText('1 reply').waitFor();
});
