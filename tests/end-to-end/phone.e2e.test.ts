import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { launchBrowser } from './support/browser.ts';
import { createRoom, joinAs, rowWith } from './support/people.ts';

// By one finger, on a phone.

let browser: Browser;
let target: Target;
beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
});
afterAll(async () => {
  everyoneLeaves();
  await browser?.close();
  await target?.stop();
});

type Point = { readonly x: number; readonly y: number };

/** A finger that goes from one point to the other. */
const draw = async (cdp: CDPSession, from: Point, to: Point, steps = 8): Promise<void> => {
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
  for (let step = 1; step <= steps; step += 1) {
    const part = step / steps;
    const at = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at] });
  }
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
};

const middleOf = async (page: Page, words: string): Promise<Point> => {
  const box = await rowWith(page, words).boundingBox();
  if (!box) throw new Error(`${words} is not in view`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

const goTo = (page: Page, path: string): Promise<void> => page.evaluate((to) => history.pushState(null, '', to), path);

test('[WEB-204, WEB-205] the list tells what was said last; a swipe answers, the edge leads back, one thing at a time', async () => {
  const { page, faults } = await joinAs(browser, target.url, 'Pia', { width: 390, height: 844, touch: true });
  const cdp = await page.context().newCDPSession(page);
  const first = await createRoom(page, 'first made');
  const second = await createRoom(page, 'second made');
  const ann = await guest(target.url, 'ann');
  for (const path of [first, second]) await ann.ask('room:join', { room: path.split('/').at(-1) });
  const tell = (path: string, content: string) =>
    ann.askPatiently('message:room', { conversation: path.split('/').at(-1), content });
  await tell(second, 'said earlier');
  await tell(first, 'said **last**');
  await goTo(page, '/');
  const list = page.getByRole('list', { name: 'Conversations' });
  await expect
    .poll(async () => (await list.getByRole('link').allInnerTexts()).map((line) => line.split('\n')[0]))
    .toEqual(['first made', 'second made']);
  await list.getByText(/: said last$/).waitFor();
  await tell(second, 'and now here');
  await expect.poll(async () => (await list.getByRole('link').allInnerTexts())[0]?.split('\n')[0]).toBe('second made');
  expect(await axeFindings(page)).toEqual([]);

  await list.getByRole('link', { name: /first made/ }).click();
  // Enter is a new line by touch.
  await page.locator('#composer').fill('mine, on a phone');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await rowWith(page, 'mine, on a phone').waitFor();
  const at = await middleOf(page, 'said last');
  // Too short, and it is a mistake; along, and it scrolls.
  await draw(cdp, at, { x: at.x - 30, y: at.y });
  expect(await page.getByText(/^Replying to/).count()).toBe(0);
  await draw(cdp, at, { x: at.x - 120, y: at.y });
  await page.getByText(/^Replying to/).waitFor();
  await page.locator('#composer').pressSequentially('begun');
  // What was begun stays when she goes back by the edge.
  await draw(cdp, { x: 4, y: 300 }, { x: 140, y: 310 });
  await list.waitFor();
  await list.getByText(/^Draft/).waitFor();
  await list.getByRole('link', { name: /first made/ }).click();
  await expect.poll(() => page.locator('#composer').inputValue()).toBe('begun');

  // What floats, the panel, the room.
  await page
    .locator('#main header')
    .getByRole('link', { name: /member|people/i })
    .first()
    .click();
  await page.locator('#panel').getByText('Pia').first().waitFor();
  // Over its list too, which scrolls, fast and slowly: the browser must not take the finger away.
  for (const steps of [8, 30]) {
    await draw(cdp, { x: 4, y: 300 }, { x: 140, y: 310 }, steps);
    await page.locator('#panel').waitFor({ state: 'detached' });
    await page.locator('#composer').waitFor();
    expect(new URL(page.url()).pathname).toBe(first);
    await page.goForward();
    await page.locator('#panel').getByText('Pia').first().waitFor();
  }
  await page.goBack();
  await page.locator('#panel').waitFor({ state: 'detached' });
  await page.locator('#composer').waitFor();
  const held = await middleOf(page, 'mine, on a phone');
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [held] });
  // No finger is quite still.
  for (const by of [2, 4, 3])
    await cdp.send('Input.dispatchTouchEvent', {
      type: 'touchMove',
      touchPoints: [{ x: held.x + by, y: held.y - by }],
    });
  await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor();
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await page.goBack();
  await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe(first);
  // The system's own long press, where the page is busy and hears it first: the sheet, once, and not the menu of the browser.
  const pressed = await rowWith(page, 'mine, on a phone').evaluate((row) => {
    const message = row.querySelector('[class*="_message_"]') ?? row;
    const { left, top, width, height } = message.getBoundingClientRect();
    const at = { bubbles: true, cancelable: true, clientX: left + width / 2, clientY: top + height / 2 };
    const touch = { ...at, pointerType: 'touch', isPrimary: true };
    const menu = new PointerEvent('contextmenu', touch);
    // Without a finger on it, it is the browser's.
    message.dispatchEvent(menu);
    const isLeft = !menu.defaultPrevented;
    message.dispatchEvent(new PointerEvent('pointerdown', touch));
    const own = new PointerEvent('contextmenu', touch);
    message.dispatchEvent(own);
    message.dispatchEvent(new PointerEvent('pointercancel', touch));
    return { isLeft, isTaken: own.defaultPrevented };
  });
  expect(pressed).toEqual({ isLeft: true, isTaken: true });
  await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor();
  await page.goBack();
  await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe(first);
  await page.goBack();
  await list.waitFor();

  // The keyboard of a browser that lays it over the page.
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, 'height', { configurable: true, get: () => 500 });
    visualViewport?.dispatchEvent(new Event('resize'));
  });
  await expect
    .poll(() =>
      page
        .locator('#root > *')
        .first()
        .evaluate((shell) => shell.getBoundingClientRect().height),
    )
    .toBe(500);
  expect(await page.evaluate(() => getComputedStyle(document.body).overscrollBehaviorY)).toBe('none');
  expect(faults).toEqual([]);
  await page.context().close();
});

test('[WEB-202, WEB-204] it can be installed, and what another app shares lies in the composer that she chooses', async () => {
  const { page, faults } = await joinAs(browser, target.url, 'Sia', {
    width: 390,
    height: 844,
    touch: true,
    worker: true,
  });
  await createRoom(page, 'for sharing');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const cdp = await page.context().newCDPSession(page);
  // A browser without a profile of its own installs nothing; nothing else is in the way.
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await page.evaluate(() => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'POST', action: '/share', enctype: 'multipart/form-data' });
    for (const [name, value] of [
      ['title', 'A page'],
      ['url', 'https://example.org/a'],
    ] as const)
      form.append(Object.assign(document.createElement('input'), { name, value }));
    const files = Object.assign(document.createElement('input'), { type: 'file', name: 'files' });
    const data = new DataTransfer();
    data.items.add(new File(['shared words'], 'note 便条.txt', { type: 'text/plain' }));
    files.files = data.files;
    form.append(files);
    document.body.append(form);
    form.submit();
  });
  await page.waitForURL('**/share?*');
  await page.getByText('note 便条.txt').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'for sharing' }).click();
  await expect.poll(() => page.locator('#composer').inputValue()).toBe('A page\nhttps://example.org/a');
  await page.getByText('note 便条.txt').first().waitFor();
  expect(await rowWith(page, 'example.org').count()).toBe(0);
  expect(faults).toEqual([]);
  await page.context().close();
});
