import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOidcProvider } from '../behaviour/oidc-provider.ts';
import type { RealProvider } from '../behaviour/oidc-provider.ts';
import { unzip } from '../behaviour/unzip.ts';
import { launchBrowser, openWindow } from './support/browser.ts';
import { createRoom, joinAs, say } from './support/people.ts';

// Accounts in a browser: the built server, the built app.

const password = 'correct horse battery';
let browser: Browser;
let target: Target;
let provider: RealProvider;

beforeAll(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  provider = await startOidcProvider(url);
  const settings = { ROOKERY_PUBLIC_URL: url, ...provider.settings('CORP'), ROOKERY_OIDC_CORP_NAME: 'Example Inc.' };
  [browser, target] = await Promise.all([launchBrowser(), startTarget(settings, port)]);
});

afterAll(async () => {
  await browser?.close();
  await target?.stop();
  await provider?.close();
});

/** Fills the form that has these fields, and sends it. */
const fill = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, value] of Object.entries(fields)) await page.locator(`input[name="${name}"]`).fill(value);
  await page
    .locator('form', { has: page.locator(`input[name="${Object.keys(fields).at(-1)}"]`) })
    .locator('[type="submit"]')
    .click();
};
const openAccount = async (page: Page): Promise<void> => {
  await page.locator('nav > button[aria-haspopup="menu"]').click();
  await page.getByRole('menuitem', { name: 'Account' }).click();
  await page.waitForSelector('#own-data');
};
const openDevices = async (page: Page): Promise<void> => {
  await page.locator('#main nav a', { hasText: 'Security' }).click();
  await page.locator('#main section li', { hasText: 'This device' }).waitFor();
};
/** All that a script of the page can read of who is signed in. */
const readable = (page: Page): Promise<string> =>
  page.evaluate(() => `${document.cookie} ${JSON.stringify({ ...localStorage })}`);

test('[ACC-10, ACC-9, FAC-8] the link makes the owner, who stays signed in without a token within reach', async () => {
  const link = new URL(readFileSync(join(target.dataDir, 'setup.url'), 'utf8').trim());
  const { page, faults } = await openWindow(browser, target.url + link.pathname + link.hash);
  await fill(page, { name: 'Olga', password });
  await page.waitForSelector('nav');
  expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/');
  expect(await readable(page)).toMatch(/token\W+cookie\W/);
  await page.reload();
  await page.locator('nav', { hasText: 'Olga' }).waitFor();
  await openAccount(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download your data' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^rookery-[\d-]+\.zip$/);
  expect(unzip(readFileSync(await download.path())).get('profile.json')).toContain('Olga');
  await openDevices(page);
  expect(faults).toEqual([]);
  await page.context().close();
});

test('[ACC-1, ACC-7] a guest makes an account and goes on; she signs in elsewhere, and signs that out from here', async () => {
  const { page, faults } = await joinAs(browser, target.url, 'Gisela');
  // Guests too have nothing within reach [ACC-13].
  expect(await readable(page)).toMatch(/token\W+cookie\W/);
  const path = await createRoom(page, 'Kept room');
  await openAccount(page);
  await fill(page, { password: 'gisela12' });
  await page.locator('#main [aria-invalid="true"]').waitFor();
  await fill(page, { password });
  await openDevices(page);
  await page.getByRole('button', { name: 'Close the settings' }).click();
  await say(page, 'with an account');
  await page.locator('[data-row]', { hasText: 'with an account' }).waitFor();

  const other = await openWindow(browser, target.url + path);
  await other.page.getByRole('button', { name: 'I have an account' }).click();
  await fill(other.page, { name: 'gisela', password: 'something else' });
  await other.page.locator('[aria-invalid="true"]').waitFor();
  await fill(other.page, { password });
  await other.page.locator('[data-row]', { hasText: 'with an account' }).waitFor();

  await page.reload();
  await page.waitForSelector('#composer');
  await openAccount(page);
  await openDevices(page);
  await page.locator('#main section li').getByRole('button', { name: 'Sign out' }).click();
  await other.page.locator('input[name="name"]').waitFor();
  await page.locator('#main section li').nth(1).waitFor({ state: 'detached' });
  // The only refusal is that of the weak password.
  expect(faults.filter((fault) => !/400/.test(fault))).toEqual([]);
  for (const one of [page, other.page]) await one.context().close();
});

test('[ACC-9] who signs out of an account comes back as she likes, without a reload', async () => {
  const { page } = await openWindow(browser, target.url);
  await page.getByRole('button', { name: 'I have an account' }).click();
  await page.getByRole('button', { name: 'Make an account' }).click();
  await fill(page, { name: 'Rita', password });
  await page.waitForSelector('nav');
  await page.locator('nav > button[aria-haspopup="menu"]').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.locator('dialog', { hasText: 'You can sign in again' }).getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'I have an account' }).waitFor();
  await page.locator('input[name="name"]').fill('Somebody new');
  await page.keyboard.press('Enter');
  await page.locator('nav', { hasText: 'Somebody new' }).waitFor();
  await page.context().close();
});

test('[SSO-1, SSO-8] somebody comes in by a provider, and back to where she was; what went wrong is said once', async () => {
  const { page } = await openWindow(browser, `${target.url}/rooms`);
  const button = page.getByRole('button', { name: 'Sign in with Example Inc.' });
  await button.waitFor();
  // It may be the only way in: an answer that is lost is asked for again.
  await page.route('**/api/v1/sso', (route) => route.abort(), { times: 1 });
  await page.clock.install();
  await page.reload();
  await expect
    .poll(async () => {
      await page.clock.fastForward(5_000);
      return button.count();
    })
    .toBe(1);
  await page.clock.resume();
  provider.next = null;
  await button.click();
  await page.getByRole('alert').filter({ hasText: 'not signed in there' }).waitFor();
  expect(new URL(page.url()).hash).toBe('');
  await page.reload();
  await button.waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  provider.people.set('petra', { preferred_username: 'petra', name: 'Petra Provider' });
  provider.next = 'petra';
  await page.goto(`${target.url}/rooms`);
  await button.click();
  await page.locator('nav', { hasText: 'Petra Provider' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/rooms');
  expect(await readable(page)).toMatch(/token\W+cookie\W/);
  await page.context().close();
});

test('[ACC-15, ACC-16, AUD-5] the owner gives a link for a new password, deactivates somebody, and finds both in the log', async () => {
  const { page: gone } = await openWindow(browser, target.url);
  await gone.getByRole('button', { name: 'I have an account' }).click();
  await gone.getByRole('button', { name: 'Make an account' }).click();
  await fill(gone, { name: 'Walter', password });
  await gone.waitForSelector('nav');

  const { page, faults } = await openWindow(browser, `${target.url}/settings/people`);
  await page.getByRole('button', { name: 'I have an account' }).click();
  await fill(page, { name: 'olga', password });
  await page.locator('input[name="query"]').fill('walt');
  const line = page.locator('#main li', { hasText: 'Walter' });
  await line.getByRole('button', { name: 'Actions for Walter' }).click();
  await page.getByRole('menuitem', { name: 'Link for a new password' }).click();
  const address = (await page.locator('#main code').textContent()) ?? '';

  const { page: opened } = await openWindow(browser, address);
  await fill(opened, { password: 'walter has another one' });
  await opened.getByRole('button', { name: 'Sign in' }).click();
  await opened.getByRole('button', { name: 'I have an account' }).click();
  await fill(opened, { name: 'walter', password: 'walter has another one' });
  await opened.waitForSelector('nav');
  // Where he was signed in before, he is no longer.
  await gone.getByRole('button', { name: 'I have an account' }).waitFor();

  await line.getByRole('button', { name: 'Actions for Walter' }).click();
  await page.getByRole('menuitem', { name: 'Deactivate' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await line.getByText('Deactivated').waitFor();
  await opened.getByRole('button', { name: 'I have an account' }).waitFor();
  await page.locator('#main nav a', { hasText: 'Audit log' }).click();
  await page.locator('#main li', { hasText: 'Olga deactivated Walter' }).waitFor();
  await page.locator('#main li', { hasText: 'Olga made a link for a new password of Walter' }).waitFor();
  expect(faults).toEqual([]);
  for (const one of [page, opened, gone]) await one.context().close();
});

test('[FAC-9] who deletes her account is told what stays, is out, and is shown without a name where she wrote', async () => {
  const { page } = await joinAs(browser, target.url, 'Friend');
  const path = await createRoom(page, 'Farewell room');
  const other = await openWindow(browser, target.url + path);
  await other.page.getByRole('button', { name: 'I have an account' }).click();
  await other.page.getByRole('button', { name: 'Make an account' }).click();
  await fill(other.page, { name: 'Dora', password });
  await other.page.getByRole('button', { name: 'Join the room' }).click();
  await say(other.page, 'this stays');
  await page.locator('[data-row]', { hasText: 'this stays' }).waitFor();
  await openAccount(other.page);
  await other.page.getByRole('button', { name: 'Delete the account' }).click();
  await other.page
    .locator('dialog', { hasText: 'Your messages stay' })
    .getByRole('button', { name: 'Delete for good' })
    .click();
  await other.page.getByRole('button', { name: 'I have an account' }).waitFor();
  await page.locator('[data-row]', { hasText: 'Deleted account' }).filter({ hasText: 'this stays' }).waitFor();
  for (const one of [page, other.page]) await one.context().close();
});
