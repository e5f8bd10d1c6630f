import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf } from '../behaviour/totp-program.ts';
import { launchBrowser, openWindow } from './support/browser.ts';

// Second factors and passkeys in a browser, with an authenticator that the browser plays.

const password = 'correct horse battery';
let browser: Browser;
let target: Target;
/** By a name: addresses have no passkeys. */
let url: string;

beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
  url = target.url.replace('127.0.0.1', 'localhost');
});

afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

async function register(page: Page, name: string): Promise<void> {
  await press(page, 'I have an account');
  await press(page, 'Make an account');
  await page.locator('input[name="name"]').fill(name);
  await page.locator('input[name="password"]').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('nav');
}

async function signOut(page: Page): Promise<void> {
  await page.goto(url);
  await page.locator('nav > button[aria-haspopup="menu"]').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Sign out' }).click();
  await press(page, 'I have an account');
}

/** What the browser says of its authenticator. */
const virtual = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

test('[FAC-5, FAC-7] a passkey is made, signs in, is refused where nobody is verified or it is called off, and is removed', async () => {
  const { page } = await openWindow(browser, url);
  const browserSession: CDPSession = await page.context().newCDPSession(page);
  await browserSession.send('WebAuthn.enable');
  const { authenticatorId } = await browserSession.send('WebAuthn.addVirtualAuthenticator', { options: virtual });
  await register(page, 'Paula');
  await page.goto(`${url}/settings/security`);
  await press(page, 'Add a passkey');
  const line = page.locator('#main section[aria-labelledby="passkeys"] li');
  await line.waitFor();
  const { credentials } = await browserSession.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toMatchObject([{ rpId: 'localhost', isResidentCredential: true }]);
  // The device has it already.
  await press(page, 'Add a passkey');
  await page.getByText('This device has a passkey').first().waitFor();
  expect(await line.count()).toBe(1);

  // A browser that offers nothing in fields, for now: this device picks at once what is offered there, verified or not.
  await page.addInitScript(() => {
    if (window.name === 'no offers') PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  await page.evaluate(() => (window.name = 'no offers'));
  await signOut(page);
  await browserSession.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await press(page, 'Sign in with a passkey');
  await page.getByRole('alert').waitFor();
  await browserSession.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await press(page, 'Sign in with a passkey');
  await page.locator('nav', { hasText: 'Paula' }).waitFor();
  // Out of the reach of scripts, as after any sign-in.
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).toMatch(/token\W+cookie\W/);

  await page.goto(`${url}/settings/security`);
  await line.getByText('Last used on').waitFor();
  await page.evaluate(() => (window.name = ''));
  await signOut(page);
  // Picked at once, in the field.
  await page.locator('nav', { hasText: 'Paula' }).waitFor();
  await page.goto(`${url}/settings/security`);
  await press(page, 'Remove Chrome, Linux');
  await line.waitFor({ state: 'detached' });
  await signOut(page);
  await page.getByText('belongs to no account here').waitFor();
  await page.context().close();
});

test('[FAC-1, FAC-3, FAC-7] codes are set up by the secret that is shown, asked for at the next sign-in, and a recovery code lets in too', async () => {
  const { page } = await openWindow(browser, url);
  await register(page, 'Toni');
  await page.goto(`${url}/settings/security`);
  await press(page, 'Set up codes');
  const secret = (await page.locator('#main code').textContent())?.replaceAll(' ', '') ?? '';
  await page.locator('input[name="code"]').fill('000000');
  await page.keyboard.press('Enter');
  await page.locator('input[name="code"][aria-invalid="true"]').waitFor();
  await page.locator('input[name="code"]').fill(codeOf(secret));
  await page.keyboard.press('Enter');
  const codes = page.locator('#main section[aria-labelledby="second-factor"] li');
  await codes.nth(9).waitFor();
  const [recovery = ''] = await codes.allTextContents();
  await press(page, 'I have kept them');
  await page.getByText('10 recovery codes are left').waitFor();

  for (const [label, code] of [
    ['', () => codeOf(secret, 1)],
    ['Use a recovery code', () => recovery],
  ] as const) {
    await signOut(page);
    await page.locator('input[name="name"]').fill('Toni');
    await page.locator('input[name="password"]').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('input[name="code"]').waitFor();
    if (label !== '') await press(page, label);
    await page.locator('input[name="code"]').fill(code());
    await page.keyboard.press('Enter');
    await page.locator('nav', { hasText: 'Toni' }).waitFor();
  }
  await page.goto(`${url}/settings/security`);
  await page.getByText('9 recovery codes are left').waitFor();
  await page.context().close();
});

test('[FAC-7] where browsers make no passkeys the page says so, and offers none', async () => {
  const { page } = await openWindow(browser, target.url);
  await register(page, 'Lana');
  await page.goto(`${target.url}/settings/security`);
  await page.getByText('Passkeys work over HTTPS only').waitFor();
  expect(await page.getByRole('button', { name: 'Add a passkey' }).count()).toBe(0);
  await page.context().close();
});
