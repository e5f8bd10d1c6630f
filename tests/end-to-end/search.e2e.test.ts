import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { scriptedApp } from './support/scripted-app.ts';

// Finding messages, over a server by script.

const app = scriptedApp();

const address = (page: Page): string => {
  const { pathname, search } = new URL(page.url());
  return `${pathname}${search}`;
};
const marks = (page: Page): Promise<string[]> => page.locator('#main mark').allTextContents();
const chips = (page: Page): Promise<string[]> => page.locator('#main ul button').allTextContents();

test('[WEB-160, WEB-161] a search everywhere is typed, walked through by arrows, entered, and come back to by its address', async () => {
  const page = await app.openPage('/r/r_rel');
  await page.waitForSelector('#composer');
  await page.keyboard.press('Control+Shift+f');
  const field = page.getByRole('combobox');
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
  await field.pressSequentially('Cluster healthy');
  await expect.poll(() => marks(page)).toEqual(['Cluster', 'healthy']);
  await expect.poll(() => address(page)).toBe('/search?q=Cluster+healthy');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/r/r_rel/m/*');
  await page.locator('[data-row]', { hasText: 'Cluster is healthy' }).waitFor();
  await page.goBack();
  await expect.poll(() => marks(page)).toEqual(['Cluster', 'healthy']);
  expect(await field.inputValue()).toBe('Cluster healthy');
  // Whoever is given the address sees the same.
  const other = await app.openPage(address(page));
  await expect.poll(() => marks(other)).toEqual(['Cluster', 'healthy']);
  // The second one that is found.
  await field.fill('p99');
  await expect.poll(async () => (await marks(page)).length).toBeGreaterThan(3);
  const second = await page.locator('#main a[id]').nth(1).getAttribute('href');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => address(page)).toBe(second);
});

test('[WEB-160, WEB-162] in a conversation, with filters that are completed, shown as chips and taken back', async () => {
  const page = await app.openPage('/r/r_rel');
  await page.waitForSelector('#composer');
  await page.keyboard.press('Control+f');
  await expect.poll(() => chips(page)).toEqual(['In 发布公告']);
  const field = page.getByRole('combobox');
  // By the initials of a name's pinyin.
  await field.pressSequentially('from:zw');
  await page.locator('#main [role="option"]', { hasText: '张伟' }).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => chips(page)).toEqual(['From 张伟', 'In 发布公告']);
  expect(address(page)).toBe('/search?in=r_rel&from=u_wei');
  await field.pressSequentially('要紧 has:');
  await page.locator('#main [role="option"]', { hasText: 'Has a link' }).click();
  await expect.poll(() => address(page)).toBe('/search?q=%E8%A6%81%E7%B4%A7&in=r_rel&from=u_wei&has=link');
  await page.getByRole('button', { name: 'Remove: Has a link' }).click();
  await field.fill('');
  await field.press('Backspace');
  await expect.poll(() => chips(page)).toEqual(['From 张伟']);
  await field.pressSequentially('before:2026-02-30');
  expect(await page.locator('#main [role="option"]').count()).toBe(0);
});

test('[WEB-161] how far was searched is said, and that the server is still reading', async () => {
  const page = await app.openPage('/search?q=p99');
  const state = page.locator('#main [role="status"]');
  await expect.poll(() => state.textContent()).toMatch(/^20 messages\. Searched back to .+\.$/);
  await page.getByRole('combobox').fill('indexing p99');
  await expect.poll(() => state.textContent()).toMatch(/The server is still reading/);
  await page.getByRole('combobox').fill('nothing of the kind');
  await page.getByText('Nothing was found.').waitFor();
  await page.getByRole('combobox').fill('');
  await page.getByText(/^Finds messages in all/).waitFor();
  // What is said in a thread says so, and leads there.
  await page.goto(app.url(`/search?kept&q=${encodeURIComponent('迁完')}`));
  const hit = page.locator('#main a[href$="/r/r_rel/t/245/m/1"]');
  await hit.getByText('发布公告, in a thread').waitFor();
});
