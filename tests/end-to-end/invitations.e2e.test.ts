import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { launchBrowser, openWindow } from './support/browser.ts';
import { createRoom, joinAs, rowWith, say } from './support/people.ts';

// A private server for friends, set up with nothing but a browser: the built server, the built app.

const password = 'correct horse battery';
let browser: Browser;
let target: Target;

beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
});
afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

const makeAccount = async (page: Page, name: string): Promise<void> => {
  await page.locator('input[name="name"]').fill(name);
  await page.locator('input[autocomplete="new-password"]').fill(password);
  await page.locator('form [type="submit"]').click();
};
/** Makes a link for so many people, and answers its address. */
const makeLink = async (page: Page, people: string): Promise<string> => {
  await page.locator('select[name="uses"]').selectOption({ label: people });
  await page.getByRole('button', { name: 'Make a link' }).click();
  return `http://${await page.locator('section li code').first().innerText()}`;
};

test('[WEB-260, WEB-113, INV-7, ROOM-34] the first person on an empty server is led to a room and a link, which says who invites', async () => {
  const { page: lin, faults } = await joinAs(browser, target.url, '林', { width: 360, height: 740 });
  // On a phone the list is the whole screen, and says it too.
  await lin.locator('#sidebar').getByRole('button', { name: 'Create a room' }).waitFor();
  // What nobody has made cannot be found: making it comes first.
  await lin.goto(`${target.url}/inbox`);
  await lin.getByText('Nobody has made a room here yet.').waitFor();
  expect(await lin.locator('#main').getByRole('button').last().innerText()).toBe('Find rooms');
  await lin.locator('#main').getByRole('button', { name: 'Create a room' }).click();
  await lin.locator('dialog input[name="name"]').fill('茶馆');
  await lin.locator('dialog button[type="submit"]').click();
  // An empty room says who made it, and what to do.
  await lin.getByText(/^This is the beginning of the room\. 林 created it on /).waitFor();
  await lin.getByText('send people a link to this room').waitFor();
  expect(await axeFindings(lin)).toEqual([]);
  await lin.locator('#main').getByRole('button', { name: 'Invitation links' }).click();
  const link = await makeLink(lin, 'Any number');
  const { page: guest } = await openWindow(browser, link, { locale: 'zh-CN', width: 360, height: 740 });
  await guest.getByText('林 邀请你加入 Rookery 的 茶馆。').waitFor();
  expect(await axeFindings(guest)).toEqual([]);
  await guest.locator('input[name="name"]').fill('小波');
  await guest.keyboard.press('Enter');
  await guest.getByText(/林 创建于/).waitFor();
  await guest.getByText('写下第一条，或者把频道的链接发给大家。').waitFor();
  await lin.keyboard.press('Escape');
  await say(lin, '欢迎');
  await rowWith(guest, '欢迎').waitFor();
  // Something has been said now.
  await expect.poll(() => guest.getByText('写下第一条').count()).toBe(0);
  // Whoever is in is told likewise; and a link that counts no more says so at once.
  await lin.goto(link);
  await lin.getByText('林 invites you to 茶馆 on Rookery.').waitFor();
  const { page: late } = await openWindow(
    browser,
    link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
  );
  await late.getByText('This invitation is used up, has expired or was revoked.').waitFor();
  expect(faults).toEqual([]);
  for (const page of [lin, guest, late]) await page.context().close();
});

test('[WEB-113, WEB-147, WEB-120, WEB-122, INV-5, SET-2, AUD-5] a private server: owner link, invitations, registration by them, a moderator, an announcement room', async () => {
  const setup = new URL(readFileSync(join(target.dataDir, 'setup.url'), 'utf8').trim());
  const { page: owner, faults } = await openWindow(browser, target.url + setup.pathname + setup.hash);
  await makeAccount(owner, 'Olga');
  await owner.waitForSelector('nav');

  // Nobody comes in by a name alone, nor makes an account uninvited.
  await owner.locator('#main').getByRole('button', { name: 'Who may come in' }).click();
  await owner.locator('input[name="name"]').fill('Ten friends');
  await owner.locator('select[name="registration"]').selectOption({ label: 'By invitation only' });
  await owner.getByRole('checkbox', { name: /Guests may come in/ }).uncheck();
  await owner.locator('select[name="roomCreation"]').selectOption({ label: 'Admins' });
  await owner.getByRole('region', { name: 'Who may come in' }).getByRole('button', { name: 'Save' }).click();
  await owner.locator('nav', { hasText: 'Ten friends' }).waitFor();
  await expect.poll(() => owner.title()).toMatch(/Ten friends$/);

  // How much people may upload: what cannot be is said at its field, the rest is as it was.
  const files = owner.getByRole('region', { name: 'Files' });
  const guests = files.getByRole('group', { name: 'Guests' }).getByRole('textbox', { name: 'Largest file' });
  await guests.fill('3000');
  await files.getByRole('button', { name: 'Save' }).click();
  await files.getByText('A number from 0 to 2 GiB.').waitFor();
  expect(await guests.evaluate((field) => field === document.activeElement)).toBe(true);
  await guests.fill('1.5');
  await files.getByRole('combobox').nth(2).selectOption('GiB');
  await files.getByRole('button', { name: 'Save' }).click();
  await files.locator('button[aria-busy="false"]').waitFor();
  await owner.reload();
  await expect
    .poll(() => files.getByRole('textbox').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)))
    .toEqual(['256', '2', '1536', '200']);
  const { page: stranger } = await openWindow(browser, target.url);
  await stranger.getByRole('heading', { name: 'Ten friends' }).waitFor();
  await stranger.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await stranger.getByText('New accounts are made by invitation').waitFor();
  await expect.poll(() => stranger.getByRole('button', { name: /Make an account|guest/i }).count()).toBe(0);

  // One person makes an account with a link for one; whoever comes second is told.
  const forOne = await makeLink(owner, 'One person');
  await owner.getByText('begin with an address of this computer').waitFor();
  const { page: moderator } = await openWindow(browser, forOne);
  await moderator.getByText('Olga invites you to Ten friends.').waitFor();
  await makeAccount(moderator, 'Nora');
  await moderator.locator('nav', { hasText: 'Nora' }).waitFor();
  await moderator.getByText('Welcome to Ten friends.').first().waitFor();
  await moderator.getByRole('button', { name: 'Add a room' }).click();
  await expect.poll(() => moderator.getByRole('menuitem').allInnerTexts()).toEqual(['Find rooms']);
  await stranger.goto(forOne);
  await makeAccount(stranger, 'Late');
  await stranger.getByRole('alert').getByText('This invitation is used up').waitFor();

  // A link into a private room: who is in is asked, who is not comes in with a new account.
  const path = await createRoom(owner, 'News', { isPrivate: true });
  await owner.getByRole('button', { name: 'Room menu' }).click();
  await owner.getByRole('menuitem', { name: 'Invitation links' }).click();
  const intoRoom = await makeLink(owner, '10 people');
  await owner.keyboard.press('Escape');
  await moderator.goto(intoRoom);
  await moderator.getByText('Olga invites you to News on Ten friends. Accept to join News as Nora.').waitFor();
  await moderator.getByRole('button', { name: 'Accept the invitation' }).click();
  await moderator.waitForURL(`**${path}`);
  await stranger.goto(intoRoom);
  await makeAccount(stranger, 'Max');
  await stranger.waitForURL(`**${path}`);
  await stranger.locator('textarea#composer').waitFor();

  // A moderator, and a room where only she and the owner write.
  await owner.goto(`${target.url}${path}/members`);
  await owner.locator('#panel li', { hasText: 'Nora' }).getByRole('button', { name: 'What to do about Nora' }).click();
  await owner.getByRole('menuitem', { name: 'Make a moderator' }).click();
  await owner.locator('#panel li', { hasText: 'Nora' }).getByText('Moderator').waitFor();
  await owner.getByRole('button', { name: 'Room menu' }).click();
  await owner.getByRole('menuitem', { name: 'Edit room' }).click();
  await owner.locator('dialog').getByRole('checkbox', { name: 'Announcement room' }).check();
  await owner.locator('dialog button[type="submit"]').click();
  await stranger.getByText('Only moderators and owners write here.').waitFor();
  await say(moderator, 'we meet at eight');
  await rowWith(stranger, 'we meet at eight').waitFor();

  // What the owner did there, its moderator reads.
  await moderator.getByRole('button', { name: 'Room menu' }).click();
  await moderator.getByRole('menuitem', { name: 'Audit log' }).click();
  await moderator.locator('dialog li', { hasText: 'Nora' }).first().waitFor();
  await stranger.getByRole('button', { name: 'Room menu' }).click();
  await stranger.getByRole('menuitem', { name: 'Who may do what' }).waitFor();
  expect(await stranger.getByRole('menuitem', { name: 'Audit log' }).count()).toBe(0);
  expect(faults).toEqual([]);
}, 120_000);

test('[WEB-281, PEO-9, SET-7] where the owner lets everybody find everybody, a stranger is found by pinyin in Ctrl+K, a new message and a mention', async () => {
  const own = await startTarget();
  try {
    const setup = new URL(readFileSync(join(own.dataDir, 'setup.url'), 'utf8').trim());
    const { page, faults } = await openWindow(browser, own.url + setup.pathname + setup.hash);
    await makeAccount(page, 'Olga');
    await page.waitForSelector('nav');
    const made = await fetch(`${own.url}/api/v1/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'mountain', password, displayName: '重庆' }),
    });
    expect(made.status).toBe(201);
    await createRoom(page, 'Tea');
    const options = page.locator('dialog [role="option"]');
    const lookBy = async (typed: string) => {
      await page.keyboard.press('Control+k');
      await page.locator('dialog [role="combobox"]').fill(typed);
    };
    // As it is at first: nobody whom she shares no conversation with, but by the whole username.
    await lookBy('chongqing');
    await page.getByText('Nothing matches.').waitFor();
    await page.locator('dialog [role="combobox"]').fill('@mountain');
    await options.filter({ hasText: 'mountain' }).waitFor();
    await page.keyboard.press('Escape');

    await page.evaluate(() => history.pushState(null, '', '/settings/entrance'));
    const box = page.getByRole('checkbox', { name: /^Everybody finds everybody/ });
    expect(await box.isChecked()).toBe(false);
    await box.check();
    await page.getByRole('region', { name: 'Who may come in' }).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').first().waitFor();
    // A page that has met nobody yet.
    await page.goto(`${own.url}/inbox`);
    await page.getByRole('link', { name: /Tea/ }).first().click();
    const composer = page.locator('#composer');
    await composer.pressSequentially('@cq');
    await page.locator('[role="option"]', { hasText: '重庆' }).waitFor();
    await composer.fill('');
    for (const typed of ['重', 'chongq', 'cq', 'mount']) {
      await lookBy(typed);
      await options.filter({ hasText: '重庆' }).waitFor();
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: 'New direct message' }).click();
    await page.locator('dialog input').fill('chongqing');
    await page.locator('dialog li button', { hasText: '重庆' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await lookBy('cq');
    await options.filter({ hasText: '重庆' }).click();
    await page.waitForURL('**/d/*');
    await page.locator('#main h1', { hasText: '重庆' }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  } finally {
    await own.stop();
  }
}, 120_000);
