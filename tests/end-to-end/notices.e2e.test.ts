import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, BrowserContext, Page, Worker } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { closeWindows, launchBrowser } from './support/browser.ts';
import { createRoom, enterRoom, joinAs, rowWith, say } from './support/people.ts';

// Being told while nobody looks: two people over the real server, in a browser that really shows notifications.

let target: Target;
let browser: Browser;
beforeAll(async () => {
  [target, browser] = await Promise.all([startTarget({ ROOKERY_OUTBOUND_ALLOW: '127.0.0.1:9' }), launchBrowser()]);
}, 120_000);
afterEach(() => closeWindows(browser));
afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

type Shown = { readonly title: string; readonly body: string; readonly conversation: string };

/** What is on the screen now, as the browser says it of the worker's notifications. */
const shown = (page: Page): Promise<Shown[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body, data }) => ({
      ...{ title, body },
      conversation: (data as { conversation?: string } | null)?.conversation ?? '',
    }));
  });
/** Headless, every page believes that it is looked at. */
const look = (page: Page, isThere: boolean): Promise<void> =>
  page.evaluate((there) => {
    document.hasFocus = () => there;
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (there ? 'visible' : 'hidden'),
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isThere);
/** Remembers what the page tells from now on. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const real = ServiceWorkerRegistration.prototype.showNotification;
    ServiceWorkerRegistration.prototype.showNotification = function (...said) {
      ((globalThis as { told?: unknown[] }).told ??= []).push(said[1]?.body);
      return real.apply(this, said);
    };
  });
const told = (page: Page): Promise<unknown[]> => page.evaluate(() => (globalThis as { told?: unknown[] }).told ?? []);
/** The worker is there, and no page had to wait for it. */
const withWorker = async (page: Page): Promise<void> => {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
};
const allow = (page: Page): Promise<void> =>
  page.context().grantPermissions(['notifications'], { origin: new URL(target.url).origin });
const secondTab = async (context: BrowserContext, path: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(target.url + path);
  await page.locator('#composer').waitFor();
  return page;
};

test('[WEB-190, WEB-191, WEB-192, WEB-187, TOLD-5] she is asked once something came, told once in one of her tabs, of nothing silent, and no more once it is read', async () => {
  const { page: ann } = await joinAs(browser, target.url, 'Ann');
  const { page: bo, faults } = await joinAs(browser, target.url, 'Bo', { worker: true });
  const path = await createRoom(ann, 'nest');
  await enterRoom(bo, path);
  const question = bo.getByRole('region', { name: /^Something came while you were away/ });
  // What the browser is told to write on the installed app's picture.
  await bo.evaluate(() => {
    const badges: (number | undefined)[] = [];
    Object.assign(globalThis, { badges });
    const { setAppBadge: set, clearAppBadge: clear } = navigator;
    navigator.setAppBadge = (count) => {
      badges.push(count);
      return set.call(navigator, count);
    };
    navigator.clearAppBadge = () => {
      badges.push(0);
      return clear.call(navigator);
    };
  });
  const badge = (): Promise<number | undefined> =>
    bo.evaluate(() => (globalThis as unknown as { badges: number[] }).badges.at(-1));
  await look(bo, false);
  await say(ann, '@bo anybody?');
  // Nothing was asked at load, nor by this page itself: only in words, beside what came.
  await question.waitFor();
  expect(await bo.evaluate(() => Notification.permission)).toBe('default');
  expect(await axeFindings(bo)).toEqual([]);
  expect(await shown(bo)).toEqual([]);
  await expect.poll(() => bo.title()).toMatch(/^\(1\) /);
  const icon = (page: Page) => page.locator('link[rel=icon]').getAttribute('href');
  await expect.poll(() => icon(bo)).toMatch(/^data:image\/png/);
  await expect.poll(badge).toBe(1);

  // In two tabs, of which neither is looked at.
  await allow(bo);
  await question.waitFor({ state: 'detached' });
  await withWorker(bo);
  const other = await secondTab(bo.context(), path);
  await look(other, false);
  for (const tab of [bo, other]) await listen(tab);
  await say(ann, 'not for anyone');
  await ann.locator('#composer').fill('@bo no hurry');
  await ann.getByRole('button', { name: 'Room menu' }).click();
  await ann.getByRole('menuitem', { name: 'Send without notices…' }).click();
  const quietly = ann.getByRole('dialog', { name: 'Send without notices' });
  expect(await quietly.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('@bo no hurry');
  expect(await axeFindings(ann)).toEqual([]);
  await quietly.getByRole('button', { name: 'Send' }).click();
  await rowWith(ann, 'no hurry').getByText('Sent without notices').waitFor();
  expect(await ann.locator('#composer').inputValue()).toBe('');
  await expect.poll(badge).toBe(2);
  await say(ann, '@bo lunch?');
  await expect.poll(() => shown(bo)).toMatchObject([{ title: 'Ann mentioned you in # nest', body: '@bo lunch?' }]);
  expect([...(await told(bo)), ...(await told(other))]).toHaveLength(1);

  // Read in the other tab: gone, with the numbers.
  await look(other, true);
  await expect.poll(() => shown(bo)).toEqual([]);
  await expect.poll(() => bo.title()).not.toMatch(/^[(•]/);
  await expect.poll(() => icon(bo)).toMatch(/favicon\.svg$/);
  await expect.poll(badge).toBe(0);
  // What is looked at in another tab is not told in this one.
  await say(ann, '@bo and you?');
  await rowWith(other, 'and you?').waitFor();
  await expect.poll(() => bo.title()).not.toMatch(/^[(•]/);
  expect([...(await told(bo)), ...(await told(other))]).toHaveLength(1);
  // Deleted meanwhile.
  await look(other, false);
  await say(ann, '@bo never mind');
  await expect.poll(() => shown(bo)).toHaveLength(1);
  await rowWith(ann, 'never mind').focus();
  await ann.keyboard.press('Delete');
  await expect.poll(() => shown(bo)).toEqual([]);
  expect(faults).toEqual([]);
});

test('[WEB-190] put away, the question does not come back', async () => {
  const { page: ann } = await joinAs(browser, target.url, 'Ann2');
  const { page: bo } = await joinAs(browser, target.url, 'Bo2', {
    locale: 'zh-CN',
    theme: 'dark',
    width: 360,
    height: 640,
  });
  const path = await createRoom(ann, 'perch');
  await enterRoom(bo, path);
  await look(bo, false);
  await say(ann, '@bo2 你好');
  await expect.poll(() => bo.evaluate(() => localStorage.getItem('rookery.notices'))).toContain('due');
  await bo.goto(`${target.url}/`);
  const question = bo.getByRole('region', { name: /^你离开时收到了新消息/ });
  await question.waitFor();
  expect(await axeFindings(bo)).toEqual([]);
  await question.getByRole('button', { name: '不用了' }).click();
  await question.waitFor({ state: 'detached' });
  await bo.reload();
  await look(bo, false);
  await say(ann, '@bo2 再来一次');
  await expect.poll(() => bo.title()).toMatch(/^\(2\) /);
  expect(await question.count()).toBe(0);
});

test('[WEB-193] a room is muted from its menu, said in the sidebar and the settings, and taken back; so is a pause of everything', async () => {
  const { page: ann } = await joinAs(browser, target.url, 'Ann3');
  const { page: bo } = await joinAs(browser, target.url, 'Bo3', { worker: true });
  const path = await createRoom(ann, 'colony');
  await enterRoom(bo, path);
  await allow(bo);
  await withWorker(bo);
  await bo.getByRole('button', { name: 'Room menu' }).click();
  await bo.getByRole('menuitem', { name: 'Notifications…' }).click();
  const dialog = bo.getByRole('dialog', { name: 'Notifications' });
  await dialog.getByRole('radio', { name: /^Every message/ }).check();
  await dialog.getByRole('button', { name: 'For 8 hours' }).click();
  await dialog.getByText(/^Muted until /).waitFor();
  expect(await axeFindings(bo)).toEqual([]);
  await bo.keyboard.press('Escape');
  const line = bo.locator('nav a', { hasText: 'colony' });
  await expect.poll(() => line.innerText()).toContain('muted');
  await bo.locator('nav a[href="/"]').first().click();
  await look(bo, false);
  await say(ann, '@bo3 not now');
  await expect.poll(() => line.innerText()).toContain('@1');
  expect(await bo.title()).not.toMatch(/^[(•]/);
  // Taken back on the page of settings: then every message is told.
  await look(bo, true);
  await bo.goto(`${target.url}/settings/notifications`);
  const exception = bo.getByRole('listitem').filter({ hasText: '# colony' });
  await exception.getByRole('button', { name: /^Change/ }).click();
  await dialog.getByRole('button', { name: 'Unmute' }).click();
  await dialog.getByRole('button', { name: 'For an hour' }).waitFor();
  await bo.keyboard.press('Escape');
  await expect.poll(() => exception.innerText()).not.toContain('Muted');
  expect(await axeFindings(bo)).toEqual([]);
  await look(bo, false);
  await say(ann, 'for all');
  await expect.poll(() => shown(bo)).toMatchObject([{ title: 'Ann3 in # colony', body: 'for all' }]);
  // A sound, off at first, made in the page.
  const sound = bo.getByRole('checkbox', { name: /^Sound/ });
  expect(await sound.isChecked()).toBe(false);
  const tones = (): Promise<number> => bo.evaluate(() => (globalThis as { tones?: number }).tones ?? 0);
  await bo.evaluate(() => {
    const real = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      const counted = globalThis as { tones?: number };
      counted.tones = (counted.tones ?? 0) + 1;
      return real.apply(this, when);
    };
  });
  await say(ann, 'still silent');
  await expect.poll(() => shown(bo)).toMatchObject([{ body: 'still silent' }]);
  expect(await tones()).toBe(0);
  await bo.getByRole('button', { name: 'Listen' }).click();
  await expect.poll(tones).toBe(2);
  await sound.check();
  await say(ann, 'ding');
  await expect.poll(tones).toBe(4);
  // All of it pauses, and goes on: of what came meanwhile nothing is ever told.
  await listen(bo);
  const pause = bo.getByRole('region', { name: 'Pause everything' });
  await pause.getByRole('button', { name: 'For an hour' }).click();
  await pause.getByText(/^Muted until /).waitFor();
  await say(ann, '@bo3 in the meeting');
  await expect.poll(() => bo.title()).toMatch(/^\(\d\) /);
  await pause.getByRole('button', { name: 'Unmute' }).click();
  await pause.getByRole('button', { name: 'For an hour' }).waitFor();
  await say(ann, 'after it');
  await expect.poll(() => shown(bo)).toMatchObject([{ body: 'after it' }]);
  expect(await told(bo)).toEqual(['after it']);
  // Quiet hours, which hold now.
  await look(bo, true);
  await bo.getByRole('checkbox', { name: 'Keep quiet every day' }).check();
  const [from, to] = [bo.getByLabel('From'), bo.getByLabel('Until')];
  await from.fill('00:00');
  await to.fill('23:59');
  await bo.getByText(/^Quiet right now|^Every day from 00:00/).waitFor();
  await exception.getByRole('button', { name: /^Reset/ }).click();
  await bo.getByText('Nowhere. A conversation’s menu has “Notifications…”.').waitFor();
});

/** Delivers what a push service would, to the worker of this context, whichever pages are open. */
const pushService = async (context: BrowserContext): Promise<(data: object | string) => Promise<unknown>> => {
  const devtools = await context.newCDPSession(await context.newPage());
  const known = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations.filter(({ scopeURL }) => scopeURL.startsWith(target.url));
      if (first) resolve(first.registrationId);
    }),
  );
  await devtools.send('ServiceWorker.enable');
  const registrationId = await known;
  const { origin } = new URL(target.url);
  return (data) =>
    devtools.send('ServiceWorker.deliverPushMessage', {
      ...{ origin, registrationId },
      data: typeof data === 'string' ? data : JSON.stringify(data),
    });
};

test('[WEB-194] the worker shows what is pushed, also with the page closed, and a click leads there', async () => {
  const { page, faults } = await joinAs(browser, target.url, 'Cleo', { worker: true });
  const path = await createRoom(page, 'roost');
  await say(page, 'first');
  await rowWith(page, 'first').waitFor();
  await allow(page);
  await withWorker(page);
  const context = page.context();
  const push = await pushService(context);
  await page.close();
  const told = (title: string, navigate: string) => ({
    web_push: 8030,
    notification: { ...{ title, body: 'hello', navigate }, tag: title, data: { conversation: path.slice(3), seq: 9 } },
  });
  await push(told('Ann', `${target.url}${path}/m/1`));
  await push(told('Mallory', 'https://elsewhere.example/'));
  // Whatever comes, something is shown: browsers take the right to push from who stays silent.
  await push('no JSON');
  const again = await context.newPage();
  await again.goto(`${target.url}/rooms`);
  await again.locator('nav').first().waitFor();
  await expect
    .poll(async () => (await shown(again)).map(({ title, body }) => `${title}: ${body}`).sort())
    .toEqual(['Ann: hello', 'Mallory: hello', 'Rookery: 新消息 · New message']);
  // What is shown already (a page may have told it) is not heard again.
  await push(told('Ann', `${target.url}${path}/m/1`));
  await expect
    .poll(() =>
      again.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications({ tag: 'Ann' })).map(({ silent }) => silent);
      }),
    )
    .toEqual([true]);
  const click = (title: string): Promise<void> =>
    (context.serviceWorkers()[0] as Worker).evaluate(async (wanted) => {
      type Clicked = Event & { waitUntil: (following: Promise<unknown>) => void };
      const { registration, NotificationEvent: Click } = globalThis as unknown as {
        registration: ServiceWorkerRegistration;
        NotificationEvent: new (name: string, init: { notification: Notification }) => Clicked;
      };
      const notification = (await registration.getNotifications()).find((one) => one.title === wanted);
      if (!notification) throw new Error(`${wanted} is not shown`);
      const event = new Click('notificationclick', { notification });
      // Nobody has clicked: what follows is awaited here.
      let following: unknown;
      event.waitUntil = (promise) => void (following = promise);
      dispatchEvent(event);
      await following;
    }, title);
  await click('Ann');
  await again.waitForURL(`**${path}/m/1`);
  await click('Mallory');
  await again.waitForURL(`${target.url}/`);
  await expect.poll(() => shown(again)).toHaveLength(1);
  // A page that does not hear, as one that is still loading.
  await push(told('Ann', `${target.url}${path}/m/1`));
  await again.goto(`${target.url}/favicon.svg`);
  await click('Ann');
  await again.waitForURL(`**${path}/m/1`);
  expect(faults).toEqual([]);
});

test('[WEB-195] below what she said last stands who has seen it, of those who show it, and none while she does not', async () => {
  const { page: ann } = await joinAs(browser, target.url, 'Ann5');
  const { page: bo } = await joinAs(browser, target.url, 'Bo5', {
    locale: 'zh-CN',
    theme: 'dark',
    width: 360,
    height: 640,
  });
  const path = await createRoom(ann, 'ledge');
  await enterRoom(bo, path);
  await look(bo, false);
  await say(ann, 'who is there');
  await rowWith(bo, 'who is there').waitFor();
  const seen = ann.getByRole('button', { name: 'Seen by Bo5' });
  expect(await seen.count()).toBe(0);
  await look(bo, true);
  await seen.waitFor();
  await seen.click();
  await ann.getByRole('dialog', { name: 'Who has seen it' }).getByText('Bo5').waitFor();
  expect(await axeFindings(ann)).toEqual([]);
  await ann.keyboard.press('Escape');
  // After a reload the list says it, and another word of hers is seen anew.
  await ann.reload();
  await seen.waitFor();
  await look(bo, false);
  await say(ann, 'and now');
  await seen.waitFor({ state: 'detached' });
  await look(bo, true);
  await seen.waitFor();
  // On a phone, in Chinese, the other way round.
  await bo.locator('#composer').fill('在');
  await bo.getByRole('button', { name: '发送' }).click();
  await bo.getByRole('button', { name: '已读：Ann5' }).waitFor();
  expect(await axeFindings(bo)).toEqual([]);
  expect(await bo.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  // Who does not show hers sees nobody's.
  await ann.goto(`${target.url}/settings/privacy`);
  await ann.getByRole('checkbox', { name: /^Show others how far I have read/ }).uncheck();
  // From when the server has heard of it on.
  const seenOfHis = async (): Promise<number> => {
    await bo.reload();
    await rowWith(bo, '在').waitFor();
    return bo.getByRole('button', { name: /^已读/ }).count();
  };
  await expect.poll(seenOfHis).toBe(0);
});

test('[WEB-196] this device is pushed to once she says so, the server told of it at each start, and a failure said as it is', async () => {
  const { page } = await joinAs(browser, target.url, 'Dee', { worker: true });
  const sent: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  const asked = (name: string): string[] => sent.splice(0).filter((frame) => frame.includes(`"${name}"`));
  await page.goto(`${target.url}/settings/notifications`);
  const choice = page.getByRole('checkbox', { name: /^Push to this device/ });
  // Not before notifications are allowed.
  await page.getByText('Allow notifications on this device first.').waitFor();
  expect(await choice.isDisabled()).toBe(true);
  await allow(page);
  await withWorker(page);
  await choice.check({ force: true }).catch(() => undefined);
  // No push service is within this browser's reach.
  await page
    .getByRole('alert')
    .getByText(/^The push service of this browser did not answer/)
    .waitFor();
  expect(await choice.isChecked()).toBe(false);
  expect(await axeFindings(page)).toEqual([]);
  expect(asked('push:add')).toEqual([]);

  // With one that answers, and that moves the browser to another address later.
  await page.addInitScript(() => {
    const point = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';
    const ofAddress = (address: string) => ({
      endpoint: address,
      options: { applicationServerKey: null },
      unsubscribe: () => Promise.resolve(localStorage.removeItem('address')),
      toJSON: () => ({ endpoint: address, keys: { p256dh: point, auth: 'BTBZMqHH6r4Tts7J_aSIgg' } }),
    });
    const known = () => localStorage.getItem('address');
    PushManager.prototype.getSubscription = () =>
      Promise.resolve((known() ? ofAddress(known() ?? '') : null) as unknown as PushSubscription);
    PushManager.prototype.subscribe = () => {
      const address = `http://127.0.0.1:9/${Math.random()}`;
      localStorage.setItem('address', address);
      return Promise.resolve(ofAddress(address) as unknown as PushSubscription);
    };
  });
  await page.reload();
  await choice.check();
  await expect.poll(() => choice.getAttribute('aria-busy')).toBe('false');
  expect(await choice.isChecked()).toBe(true);
  const [first = ''] = asked('push:add');
  expect(first).toContain('127.0.0.1:9');
  await page.reload();
  await expect.poll(() => sent.some((frame) => frame.includes('"push:add"'))).toBe(true);
  expect(asked('push:add')[0]).not.toBe(first);
  await choice.uncheck();
  await expect.poll(() => sent.some((frame) => frame.includes('"push:remove"'))).toBe(true);
  expect(await page.evaluate(() => localStorage.getItem('address'))).toBeNull();
  await page.getByRole('checkbox', { name: /^Show who writes/ }).uncheck();
  await expect.poll(() => sent.some((frame) => frame.includes('"pushWords":false'))).toBe(true);
  await page.reload();
  await page.getByRole('checkbox', { name: /^Show who writes/ }).waitFor();
  await expect.poll(() => page.getByRole('checkbox', { name: /^Show who writes/ }).isChecked()).toBe(false);
  expect(asked('push:add')).toEqual([]);
  // What she takes back in the browser's own settings is said at once, and the server is told of this device no more.
  await choice.check();
  await expect.poll(() => sent.some((frame) => frame.includes('"push:add"'))).toBe(true);
  await page.context().clearPermissions();
  await page.getByText('Allow notifications on this device first.').waitFor();
  expect(await choice.isDisabled()).toBe(true);
  asked('push:add');
  await page.reload();
  await page.getByText('Allow notifications on this device first.').waitFor();
  expect(asked('push:add')).toEqual([]);
});

test('[WEB-197, WEB-198] before all of many are called it is asked, with how many; Esc leaves the text, Enter sends it', async () => {
  const { page } = await joinAs(browser, target.url, 'Eve');
  const path = await createRoom(page, 'crowd');
  const room = path.slice(3);
  const crowd = await Promise.all(Array.from({ length: 19 }, (_, index) => guest(target.url, `crowd${index}`)));
  for (const person of crowd) await person.ask('room:join', { room });
  await page.getByRole('link', { name: /20/ }).first().waitFor();
  // Offered behind the sign, with how many it calls.
  await page.locator('#composer').pressSequentially('@al');
  await page.getByRole('option', { name: '@all 19 people' }).click();
  expect(await page.locator('#composer').inputValue()).toBe('@all ');
  await say(page, '@all come here');
  const dialog = page.getByRole('dialog', { name: 'Call everybody here?' });
  await dialog.getByText('@all calls 19 people in this room, wherever they are.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await page.locator('#composer').inputValue()).toBe('@all come here');
  expect(await rowWith(page, 'come here').count()).toBe(0);
  await page.locator('#composer').press('Enter');
  await dialog.getByRole('button', { name: 'Call 19' }).waitFor();
  await page.keyboard.press('Enter');
  await rowWith(page, 'come here').waitFor();
  expect(await page.locator('#composer').inputValue()).toBe('');
  await rowWith(page, 'come here')
    .locator('span', { hasText: /^@all$/ })
    .waitFor();
  await expect
    .poll(async () => (await crowd[0]!.ask('inbox:list', {})).entries)
    .toMatchObject([{ mentions: 1, last: { all: true } }]);
  // What only begins so calls nobody.
  await say(page, '@allan hello');
  await rowWith(page, 'hello').waitFor();
  everyoneLeaves();
});
