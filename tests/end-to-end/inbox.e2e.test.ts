import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import type { Look } from './support/browser.ts';
import { scriptedApp } from './support/scripted-app.ts';
import { still } from './support/still.ts';

// The inbox as the place where what waits is gone through, over a server by script.

const app = scriptedApp();
const phone: Look = { width: 360, height: 640, locale: 'zh-CN', theme: 'dark', touch: true };

type Server = {
  asked: { name: string; payload: Record<string, unknown> }[];
  say: (words: string, more: object) => void;
};

const open = async (path: string, look: Look = {}): Promise<Page> => {
  const page = await app.openPage('/', look);
  await page.goto(app.url(`${path}?kept`));
  return page;
};
const marks = (page: Page): Promise<unknown[]> =>
  page.evaluate(() =>
    (globalThis as unknown as { server: Server }).server.asked
      .filter(({ name }) => name === 'read:mark')
      .map(({ payload }) => [payload['conversation'], payload['seq'], payload['back'] === true]),
  );
const rows = (page: Page) => page.locator('#main li > a[data-key]');
const keys = (page: Page): Promise<(string | null)[]> =>
  rows(page).evaluateAll((links) => links.map((link) => link.getAttribute('data-key')));
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-key') ?? null);
const shot = async (page: Page, name: string): Promise<void> => {
  const directory = process.env['ROOKERY_SHOTS'];
  if (!directory) return;
  await still(page);
  await page.screenshot({ path: `${directory}/${name}.png` });
};

test('[WEB-185, WEB-186] what waits is gone through by keys: opened, done, taken back, and no row moves under the focus', async () => {
  const page = await open('/');
  await rows(page).first().waitFor();
  // Who is called, by what words; then the first unread of each.
  const first = rows(page).first();
  await first.getByText('Redis', { exact: false }).waitFor();
  expect(await first.locator('mark').innerText()).toBe('@xiaoming');
  await rows(page).filter({ hasText: '三个槽位都迁完了' }).waitFor();
  const order = await keys(page);
  expect(order).toContain('t_rrel000000f5AAAAAAA');
  await page.keyboard.press('j');
  expect(await focused(page)).toBe(order[0]);
  await shot(page, 'inbox-unread-light-en');
  expect(await axeFindings(page)).toEqual([]);
  for (const key of ['ArrowDown', 'j', 'k', 'End', 'Home', 'j']) await page.keyboard.press(key);
  expect(await focused(page)).toBe(order[1]);

  // Done: the next one has the focus. Taken back: the mark stands where it was, and the row is there again.
  await page.keyboard.press('e');
  await expect.poll(() => focused(page)).toBe(order[2]);
  expect(await keys(page)).not.toContain(order[1]);
  const [done] = await marks(page);
  expect(done).toMatchObject([order[1], expect.any(Number), false]);
  await page.keyboard.press('z');
  await expect.poll(() => focused(page)).toBe(order[1]);
  expect(await keys(page)).toEqual(order);
  const [, back] = (await marks(page)) as [string, number, boolean][];
  expect(back?.[0]).toBe(order[1]);
  expect(back?.[2]).toBe(true);

  // What is new comes at the end.
  const box = () => page.locator(`a[data-key="${order[1]}"]`).boundingBox();
  const before = await box();
  await page.evaluate(() =>
    (globalThis as unknown as { server: Server }).server.say('Somebody there?', { conversation: 'r_empty' }),
  );
  await rows(page).filter({ hasText: 'Somebody there?' }).waitFor();
  expect(await box()).toEqual(before);
  expect((await keys(page)).at(-1)).toBe('r_empty');

  // All at once, and back.
  await page.keyboard.press('Shift+Escape');
  await expect.poll(async () => (await keys(page)).length).toBe(0);
  await shot(page, 'inbox-empty-light-en');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(async () => (await keys(page)).length).toBe(order.length + 1);
  await expect
    .poll(async () => (await marks(page)).filter((mark) => (mark as unknown[])[2] === true).length)
    .toBe(order.length + 2);

  // Into one, and back to its place.
  const last = (await keys(page)).at(-1) ?? '';
  await page.locator(`a[data-key="${last}"]`).focus();
  await page.keyboard.press('Enter');
  await page.locator('#composer').waitFor();
  await page.goBack();
  await expect.poll(() => focused(page)).not.toBe(null);
  expect(app.faults()).toEqual([]);
});

test('[WEB-185, WEB-186] mentions, threads and saved messages have their tabs and addresses, by mouse, by finger, and as narrow as a phone', async () => {
  for (const look of [{}, phone]) {
    const page = await open('/', look);
    if (look === phone) await page.locator('nav a[href$="/inbox"]').click();
    await rows(page).first().waitFor();
    await shot(page, `inbox-unread-${look === phone ? 'phone-dark-zh' : 'wide'}`);
    await page.getByRole('link', { name: /^(Mentions|提及)/ }).click();
    await page.waitForURL('**/inbox/mentions*');
    await page.locator('#main a[href$="/r/r_rel/m/245"]').waitFor();
    await shot(page, `inbox-mentions-${look === phone ? 'phone-dark-zh' : 'wide'}`);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: /^(Threads|讨论串)/ }).click();
    await rows(page).filter({ hasText: '窗口已经开了' }).waitFor();
    await shot(page, `inbox-threads-${look === phone ? 'phone-dark-zh' : 'wide'}`);
    const followed = rows(page).filter({ hasText: '三个槽位都迁完了' });
    await followed.hover();
    await page
      .getByRole('button', { name: /^(Mark as read|标为已读)$/ })
      .first()
      .click();
    await expect.poll(async () => (await marks(page)).at(-1)).toEqual(['t_rrel000000f5AAAAAAA', 2, false]);
    await page.locator('#main nav a').last().click();
    await page.waitForURL('**/inbox/saved*');
    await rows(page).filter({ hasText: 'Cluster is healthy' }).waitFor();
    await shot(page, `inbox-saved-${look === phone ? 'phone-dark-zh' : 'wide'}`);
    expect(await axeFindings(page)).toEqual([]);
    await rows(page).first().hover();
    await page.getByRole('button', { name: /^(Mark as done|标记为完成)$/ }).click();
    await page.locator('[data-nothing]').waitFor();
    await page
      .getByRole('button', { name: /^(Undo|撤销)$/ })
      .last()
      .click();
    await rows(page).filter({ hasText: 'Cluster is healthy' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(look === phone ? 360 : 1280);
  }
  expect(app.faults()).toEqual([]);
});
