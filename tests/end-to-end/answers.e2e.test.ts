import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openWindow } from './support/browser.ts';
import { createRoom, joinAs, say } from './support/people.ts';

// What a page asks the server for, where the page is there before its connection, and where an answer is lost.

let browser: Browser;
let target: Target;

beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
});
afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

/** What the page's connections do from now on. */
type Wire = {
  /** They open only once `letGo` is called. */
  readonly hold: () => void;
  readonly letGo: () => void;
  /** No request of this name reaches the server; without a name, all do again. */
  readonly lose: (name: string | undefined) => void;
};

const wireOf = async (page: Page): Promise<Wire> => {
  let open = (): void => undefined;
  let held: Promise<void> | undefined;
  let lost: string | undefined;
  await page.routeWebSocket(/socket\.io/, async (socket) => {
    await held;
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (lost === undefined || !String(message).includes(`["${lost}"`)) server.send(message);
    });
  });
  return {
    hold: () => {
      held = new Promise((done) => (open = done));
    },
    letGo: () => {
      held = undefined;
      open();
    },
    lose: (name) => {
      lost = name;
    },
  };
};

/** Asks the server as whoever is signed in there. */
const call = (page: Page, name: string, body: object): Promise<unknown> =>
  page.evaluate(
    async ([path, sent]) => {
      const answer = await fetch(path, { method: 'POST', body: sent });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    [`/api/v1/call/${name}`, JSON.stringify(body)] as const,
  );

test('[WEB-282] a page that is there before its connection waits for it; an answer that is lost is said, and asked for again', async () => {
  const setup = new URL(readFileSync(join(target.dataDir, 'setup.url'), 'utf8').trim());
  const { page, faults } = await openWindow(browser, target.url + setup.pathname + setup.hash);
  await page.locator('input[name="name"]').fill('Olga');
  await page.locator('input[autocomplete="new-password"]').fill('correct horse battery');
  await page.locator('form [type="submit"]').click();
  await page.waitForSelector('nav');
  const path = await createRoom(page, 'Tea');
  const { page: guest } = await joinAs(browser, target.url, 'mallory');
  await guest.context().close();
  await call(page, 'user:block', { user: 'mallory', on: true });

  const wire = await wireOf(page);
  /** Opens an address, and connects when this much of its page is there. */
  const openBefore = async (address: string, part: string): Promise<void> => {
    wire.hold();
    await page.goto(target.url + address);
    await page.locator(part).waitFor();
    wire.letGo();
  };
  await openBefore('/settings/entrance', '#links');
  await page.getByRole('region', { name: 'Files' }).getByRole('textbox').first().waitFor();
  await page.getByRole('region', { name: 'Active links' }).getByText('There are none yet.').waitFor();
  await openBefore('/settings/storage', '#retention-server');
  await page.locator('dt', { hasText: 'Messages' }).waitFor();
  await page.locator('section[aria-labelledby="retention-server"]').getByRole('textbox').first().waitFor();
  // Whether this browser has kept the reader's settings by now, and shows them before, is not told.
  await openBefore('/settings/privacy', '#main section h2');
  await page.getByRole('button', { name: 'Unblock mallory' }).waitFor();

  await page.goto(target.url + path);
  await say(page, 'a root');
  await page.clock.install();
  for (const [request, address, part, there] of [
    ['room:members', `${path}/members`, '#panel', 'Olga'],
    ['thread:open', `${path}/t/1`, '#panel', 'a root'],
    ['history:fetch', '/r/elsewhere', '#main', 'It does not exist'],
    ['people:look', '/dm/nobody', '#main', 'Check the spelling'],
  ] as const) {
    wire.lose(request);
    await page.goto(target.url + address);
    await expect
      .poll(async () => {
        await page.clock.fastForward(5_000);
        return page.locator(part).innerText();
      })
      .toContain('The server did not answer.');
    wire.lose(undefined);
    await page.locator(part).getByRole('button', { name: 'Try again' }).click();
    await page.locator(part).getByText(there).first().waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  }
  expect(faults).toEqual([]);
  await page.context().close();
}, 120_000);

test('[WEB-282] the app begins although its words have not come at first', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  let tries = 0;
  await page.route('**/assets/*.js', async (route) => {
    const response = await route.fetch();
    const isOfWords = (await response.text()).includes('Nobody has made a room here yet.');
    if (isOfWords && (tries += 1) <= 2) await route.abort();
    else await route.fulfill({ response });
  });
  await page.goto(target.url);
  await page.locator('input[name="name"]').waitFor();
  expect(tries).toBeGreaterThan(2);
  await context.close();
});
