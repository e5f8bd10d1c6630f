import { createClient, memorySession } from '@rookery/client';
import { classic } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { closeWindows, launchBrowser, openWindow, type Watched } from './support/browser.ts';
import { createRoom, enterRoom, joinAs, rowWith, say } from './support/people.ts';
import { settled } from './support/still.ts';

// The whole product: the built server, the built app, people in a browser.

let browser: Browser;
let target: Target;
const windows: Watched[] = [];
let count = 0;
/** A name nobody has yet. */
const fresh = (name: string) => `${name}${(count += 1)}`;

beforeAll(async () => {
  [browser, target] = await Promise.all([
    launchBrowser(['--host-resolver-rules=MAP chat.lan 127.0.0.1']),
    startTarget({ ROOKERY_ALLOWED_HOSTS: 'chat.lan' }),
  ]);
});

afterEach(() => closeWindows(browser));

afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

const join = async (name: string, look = {}, url = target.url) => {
  const watched = await joinAs(browser, url, name, look);
  windows.push(watched);
  return watched.page;
};

describe('two people, two languages', () => {
  test('talk in a room: each sees what the other writes, and that she writes it', async () => {
    const ming = await join(fresh('小明'), { locale: 'zh-CN' });
    const amelia = await join(fresh('Amelia '), { locale: 'en', theme: 'dark' });
    const path = await createRoom(ming, fresh('发布公告'));
    await enterRoom(amelia, path);

    await ming.locator('#composer').pressSequentially('今天改到 **下午三点**');
    await amelia.getByText(/小明\d+ is typing/).waitFor();
    await ming.locator('#composer').press('Enter');
    await rowWith(amelia, '今天改到 下午三点').waitFor();
    await say(amelia, 'Sounds good :tada:');
    await rowWith(ming, 'Sounds good 🎉').waitFor();

    expect(await ming.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await amelia.locator('html').getAttribute('lang')).toBe('en');
    expect(await ming.getByText('今天', { exact: true }).count()).toBeGreaterThan(0);
    expect(await amelia.getByText('Today', { exact: true }).count()).toBeGreaterThan(0);
  });

  test('[WEB-216] edit, delete, react and reply: the other sees each at once', async () => {
    const ann = await join(fresh('Ann'));
    const bo = await join(fresh('Bo'), { locale: 'zh-CN' });
    const path = await createRoom(ann, fresh('changes'));
    await enterRoom(bo, path);
    await say(ann, 'the first word');
    await rowWith(bo, 'the first word').waitFor();

    await rowWith(bo, 'the first word').focus();
    await bo.keyboard.press('+');
    await bo.waitForSelector('[role="option"]');
    await bo.keyboard.type('rocket');
    await bo.keyboard.press('Enter');
    await ann.locator('[data-row] button', { hasText: '🚀' }).waitFor();
    await ann.locator('[data-row] button', { hasText: '🚀' }).click();
    await expect.poll(() => bo.locator('[data-row] button', { hasText: '🚀' }).innerText()).toMatch(/2/);

    await rowWith(bo, 'the first word').focus();
    await bo.keyboard.press('r');
    await say(bo, 'an answer');
    await rowWith(ann, 'an answer').getByText('the first word').waitFor();

    await ann.locator('#composer').press('ArrowUp');
    await ann.locator('[data-row] textarea').fill('the last word');
    await ann.keyboard.press('Enter');
    await rowWith(bo, 'the last word').getByText('（已编辑）').waitFor();

    await ann.locator('[data-row]', { hasText: 'the last word' }).first().focus();
    await ann.keyboard.press('Delete');
    await bo.getByText('此消息已删除').first().waitFor();
    // The quote in the answer is told apart from the row.
    await expect.poll(() => bo.getByText('the last word').count()).toBe(0);

    // A page that goes sends what could still be taken back.
    await say(ann, 'gone with the tab');
    await rowWith(bo, 'gone with the tab').waitFor();
    await ann.locator('[data-row]', { hasText: 'gone with the tab' }).last().focus();
    await ann.keyboard.press('Delete');
    await ann.getByText('Message deleted', { exact: true }).first().waitFor();
    await ann.goto('about:blank');
    await expect.poll(() => rowWith(bo, 'gone with the tab').count()).toBe(0);
  });

  test('[WEB-18] a private conversation begins with a name, and counts what is unread', async () => {
    const name = fresh('Cleo');
    const cleo = await join(name);
    const dan = await join(fresh('Dan'));
    await dan.goto(`${target.url}/dm/${name}`);
    await dan.locator('#composer').waitFor();
    await say(dan, 'just between us');
    await rowWith(dan, 'just between us').waitFor();
    const link = cleo.locator('nav').getByRole('link', { name: /Dan\d+.*1 unread/ });
    await link.waitFor();
    await expect.poll(() => cleo.title()).toMatch(/^\(1\)/);
    await link.click();
    await rowWith(cleo, 'just between us').waitFor();
    // Seen for a second, with the window in front: read.
    await expect.poll(() => cleo.title()).not.toMatch(/^\(/);
    await dan.goto(`${target.url}/dm/nobody-at-all`);
    await dan.getByText('Nobody is called @nobody-at-all').waitFor();
  });

  test('[WEB-50, WEB-51] who takes the name of one who is gone is somebody else', async () => {
    const name = fresh('Gwen');
    const gwen = await join(name);
    const hal = await join(fresh('Hal'));
    const room = fresh('both');
    const path = await createRoom(hal, room);
    await hal.goto(`${target.url}/dm/${name}`);
    await hal.locator('#composer').waitFor();
    await say(hal, 'for the first');
    await rowWith(hal, 'for the first').waitFor();
    await hal.waitForURL('**/d/d_*');
    const before = new URL(hal.url()).pathname;
    await gwen.locator('nav > button[aria-haspopup="menu"]').click();
    await gwen.getByRole('menuitem', { name: 'Sign out' }).click();
    await gwen.locator('dialog').getByRole('button', { name: 'Sign out' }).click();
    await hal.getByText(`${name} is no longer here: nobody would read what is written.`).waitFor();

    // A client of the published sample may take the name.
    const newcomer = await classic(target.url, name);
    newcomer.socket.emit('room:join', room);
    newcomer.socket.emit('message:room', { room, content: 'hello from the second', from: name });
    await hal.goto(target.url + path);
    await rowWith(hal, 'hello from the second')
      .getByRole('button', { name: new RegExp(name) })
      .first()
      .click();
    await hal.getByRole('dialog').getByRole('button', { name: 'Send a message' }).click();
    await hal.waitForURL('**/d/u_*');
    await say(hal, 'for the second');
    await hal.waitForURL('**/d/d_*');
    await rowWith(hal, 'for the second').waitFor();
    expect(new URL(hal.url()).pathname).not.toBe(before);
    expect(await rowWith(hal, 'for the first').count()).toBe(0);
    await newcomer.hears('message:receive', ({ content }) => content === 'for the second');
    const lines = hal.locator('nav').getByRole('link', { name: new RegExp(name) });
    expect(await lines.count()).toBe(2);
    expect(new Set(await lines.evaluateAll((links) => links.map((link) => link.getAttribute('href')))).size).toBe(2);
    expect(await lines.filter({ hasText: 'no longer here' }).count()).toBe(1);
    newcomer.leave();
  });

  test('[WEB-280] a private room opens by invitation only, which says who invites', async () => {
    const [evaName, ownerName] = [fresh('Eva'), fresh('Finn')];
    const eva = await join(evaName);
    const owner = await join(ownerName);
    const path = await createRoom(owner, fresh('secret'), { isPrivate: true });
    await eva.goto(target.url + path);
    await eva.getByText('This room cannot be shown').waitFor();
    await owner.locator('#main button', { hasText: 'Invite people' }).first().click();
    await owner.locator('dialog input[name="who"]').fill(evaName);
    await owner.locator('dialog button[type="submit"]').click();
    await owner.getByText(`${evaName} is invited`).first().waitFor();
    await owner.keyboard.press('Escape');
    await eva.getByText(`${ownerName} invites you to this private room.`).waitFor();
    await eva.goto(`${target.url}/inbox`);
    await eva.locator('#main').getByText(`${ownerName} invites you to this private room.`).waitFor();
    await eva.goto(target.url + path);
    await eva.locator('#main button', { hasText: 'Join' }).click();
    await eva.locator('#composer').waitFor();
    await say(owner, 'welcome in');
    await rowWith(eva, 'welcome in').waitFor();
  });

  test('a mention calls, also in the middle of Chinese', async () => {
    const name = fresh('小雨');
    const rain = await join(name, { locale: 'zh-CN' });
    const gus = await join(fresh('Gus'));
    const path = await createRoom(gus, fresh('calls'));
    await enterRoom(rain, path);
    await rain.goto(`${target.url}/`);
    await say(gus, `hello @${name}, please look`);
    await say(gus, `请@${name}看一下`);
    await rain.getByRole('link', { name: /calls\d+.*2 条提及/ }).waitFor();
    await rain
      .getByRole('link', { name: /calls\d+/ })
      .first()
      .click();
    await expect.poll(() => rain.locator('[class*="called"]').count()).toBe(2);
  });

  test('[LOG-17] an edit calls who has read the message; who then opens the room has had the call', async () => {
    const name = fresh('Vera');
    const vera = await join(name);
    const gus = await join(fresh('Gus'));
    const path = await createRoom(gus, fresh('late'));
    await enterRoom(vera, path);
    const link = vera.getByRole('link', { name: /late\d+/ }).first();
    await say(gus, 'somebody should look');
    await rowWith(vera, 'somebody should look').waitFor();
    await expect.poll(() => link.textContent()).not.toMatch(/unread/);
    await vera.goto(`${target.url}/`);
    await gus.locator('#composer').press('ArrowUp');
    await gus.locator('[data-row] textarea').fill(`@${name} should look`);
    await gus.keyboard.press('Enter');
    await expect.poll(() => link.textContent()).toMatch(/1 mention/);
    await link.click();
    await rowWith(vera, 'should look').waitFor();
    await expect.poll(() => link.textContent()).not.toMatch(/mention|unread/);
    await vera.reload();
    await rowWith(vera, 'should look').waitFor();
    expect(await link.textContent()).not.toMatch(/mention|unread/);
  });
});

describe('the interface', () => {
  test('[WEB-21] changes language and theme while it runs', async () => {
    const page = await join(fresh('Hal'));
    await createRoom(page, fresh('words'));
    const composer = () => page.locator('#composer').getAttribute('placeholder');
    await page.locator('#composer').fill('a draft that stays');
    await page.locator('nav > button[aria-haspopup="menu"]').click();
    await page.getByRole('menuitemradio', { name: '简体中文' }).click();
    await expect.poll(composer).toMatch(/^发消息到/);
    await page.getByRole('menuitemradio', { name: '深色' }).click();
    await expect
      .poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor))
      .toBe('rgb(21, 23, 22)');
    await page.keyboard.press('Escape');
    expect(await page.locator('#composer').inputValue()).toBe('a draft that stays');
    await page.reload();
    // Right from the first frame: the page's own script saw to it.
    expect(await page.evaluate(() => document.documentElement.style.colorScheme)).toBe('dark');
    await page.locator('#composer').waitFor();
    expect(await composer()).toMatch(/^发消息到/);
  });

  test('a taken name is refused in words, with another to take', async () => {
    const name = fresh('Ida');
    await join(name);
    const { page } = await openWindow(browser, target.url);
    await page.locator('input[name="name"]').fill(name);
    await page.keyboard.press('Enter');
    await page.getByText('This name is taken').waitFor();
    await page.getByRole('button', { name: /Use Ida\d+ instead/ }).click();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.locator('nav').waitFor();
  });

  test('[WEB-15] works on a phone: list, room, back', async () => {
    const page = await join(fresh('Jo'), { width: 390, height: 844, touch: true, locale: 'zh-CN' });
    const path = await createRoom(page, fresh('掌上'));
    await say(page, '第一条');
    await page.getByRole('button', { name: '发送' }).click();
    await rowWith(page, '第一条').waitFor();
    await page.getByRole('button', { name: '返回' }).click();
    await page.getByRole('link', { name: /掌上/ }).click();
    expect(new URL(page.url()).pathname).toBe(path);
    await page.goBack();
    await page.locator('nav').waitFor();
  });
});

describe('what must not be lost', () => {
  test('[WEB-19] a guest who reloads, or comes back later, is still that guest', async () => {
    const name = fresh('Kim');
    const page = await join(name);
    const path = await createRoom(page, fresh('stay'));
    await say(page, 'before the reload');
    await rowWith(page, 'before the reload').waitFor();
    await page.reload();
    await rowWith(page, 'before the reload').waitFor();
    await page.getByText(name).first().waitFor();
    const state = await page.context().storageState();
    await page.context().close();
    const later = await browser.newContext({ storageState: state, locale: 'en-GB' });
    const again = await later.newPage();
    await again.goto(target.url + path);
    await rowWith(again, 'before the reload').waitFor();
    await again.getByText(name).first().waitFor();
    await later.close();
  });

  test('[WEB-16, WEB-17] the server is killed while people write: the bar says so, and what waited goes out by itself, once', async () => {
    const lou = await join(fresh('Lou'));
    const mia = await join(fresh('Mia'), { locale: 'zh-CN' });
    const path = await createRoom(lou, fresh('storm'));
    await enterRoom(mia, path);
    await say(lou, 'before');
    await rowWith(mia, 'before').waitFor();

    await target.server.kill('SIGKILL');
    await lou
      .getByText(/Reconnecting|Retrying/)
      .first()
      .waitFor();
    await say(lou, 'written in the dark 1');
    await say(lou, 'written in the dark 2');
    await rowWith(lou, 'written in the dark 2').getByText('Waiting to send').waitFor();
    await lou.getByText('2 messages to send').waitFor();
    await mia
      .getByText(/重新连接/)
      .first()
      .waitFor();

    await target.server.start();
    await rowWith(mia, 'written in the dark 2').waitFor();
    await expect.poll(() => lou.getByText(/^(Sending|Waiting to send)$/).count()).toBe(0);
    await expect.poll(() => lou.getByText(/messages to send/).count()).toBe(0);
    for (const page of [lou, mia]) {
      const said = await page.locator('[data-row]').allInnerTexts();
      const order = said.flatMap((text) => /(before|dark 1|dark 2)/.exec(text)?.[1] ?? []);
      expect(order).toEqual(['before', 'dark 1', 'dark 2']);
    }
    await say(mia, '都在');
    await rowWith(lou, '都在').waitFor();
  });

  test('[WEB-16] a message that waits survives a reload without the server', async () => {
    const ned = await join(fresh('Ned'));
    const ola = await join(fresh('Ola'));
    const path = await createRoom(ned, fresh('outbox'));
    await enterRoom(ola, path);
    // The page stays in the browser's cache no longer than its server: the network is cut instead.
    await ned.context().setOffline(true);
    await ned
      .getByText(/Reconnecting|Retrying/)
      .first()
      .waitFor({ timeout: 60_000 });
    await say(ned, 'packed and waiting');
    await rowWith(ned, 'packed and waiting').waitFor();
    await ned.context().setOffline(false);
    await ned.reload();
    await rowWith(ola, 'packed and waiting').waitFor();
    await rowWith(ned, 'packed and waiting').waitFor();
    expect(await rowWith(ola, 'packed and waiting').count()).toBe(1);
  });
});

describe('a long conversation', () => {
  test('[WEB-1] opens at the first of many unread, goes on to the newest, and is read only there; a link leads into the past', async () => {
    const sam = await join(fresh('Sam'));
    const path = await createRoom(sam, fresh('long'));
    await say(sam, 'the beginning');
    await rowWith(sam, 'the beginning').waitFor();
    await sam.goto(`${target.url}/rooms`);

    const room = path.split('/').at(-1) ?? '';
    const writers = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const client = createClient({ url: target.url, session: memorySession() });
        await client.join(fresh(`writer${index}x`));
        await client.joinRoom(room);
        return client;
      }),
    );
    const total = 300;
    for (let line = 1; line <= total; line += writers.length) {
      await Promise.all(
        writers.map((writer, index) => writer.request('message:room', { room, content: `line ${line + index}` })),
      );
    }
    for (const writer of writers) writer.close();

    await sam.getByRole('link', { name: /long\d+.*300 unread/ }).click();
    const line = sam.locator('[data-row] [role="separator"]');
    await line.waitFor();
    await settled(sam);
    const box = await line.boundingBox();
    expect(box?.y).toBeGreaterThan(50);
    expect(box?.y).toBeLessThan(400);
    // Far from the end nothing is read, however long one looks.
    await sam.getByRole('button', { name: '300 new messages' }).waitFor();

    // On to the very end: only there is it read.
    await sam.mouse.move(700, 400);
    await expect
      .poll(
        async () => {
          await sam.mouse.wheel(0, 1_500);
          return sam.evaluate(() => {
            const log = document.querySelector('[role="log"]');
            const rows = [...document.querySelectorAll('[data-row]')];
            return {
              belowPx: log && Math.max(0, log.scrollHeight - log.scrollTop - log.clientHeight - 1),
              last: rows.at(-1)?.getAttribute('aria-posinset'),
            };
          });
        },
        { timeout: 20_000 },
      )
      .toEqual({ belowPx: 0, last: '301' });
    await expect.poll(() => sam.getByRole('link', { name: /long\d+.*unread/ }).count()).toBe(0);
    const seen = await sam
      .locator('[data-row]')
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-posinset'))));
    expect(seen).toEqual(seen.map((_, index) => (seen[0] ?? 0) + index));

    await sam.goto(`${target.url}${path}/m/42`);
    await sam.locator('[aria-posinset="42"] [class*="highlighted"]').waitFor();
    await sam.getByRole('button', { name: 'To the latest messages' }).click();
    await sam.locator('[aria-posinset="301"]').waitFor();
  });
});

describe('plain http from elsewhere on the network', () => {
  test('[WEB-22] no secure context, and everything works: join, send, copy, come back', async () => {
    const url = `http://chat.lan:${target.server.port}`;
    const page = await join(fresh('Pia'), {}, url);
    expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
    const path = await createRoom(page, fresh('lan'));
    await say(page, 'from my phone');
    await rowWith(page, 'from my phone').waitFor();
    await expect.poll(() => page.getByText('Sending', { exact: true }).count()).toBe(0);
    await rowWith(page, 'from my phone').focus();
    await page.keyboard.press('c');
    await page.getByText('Message copied').first().waitFor();
    await page.reload();
    await rowWith(page, 'from my phone').waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
  });
});

describe('budgets', () => {
  test('[WEB-24] a guest who comes back sees her room’s first message, and the page says when', async () => {
    const page = await join(fresh('Quin'));
    const path = await createRoom(page, fresh('fast'));
    for (let line = 1; line <= 12; line += 1) await say(page, `line ${line}`);
    await rowWith(page, 'line 12').waitFor();
    const state = await page.context().storageState();
    const context = await browser.newContext({ storageState: state });
    const cold = await context.newPage();
    await cold.goto(target.url + path);
    await cold.locator('[data-row]').first().waitFor();
    // How long it took is measured in `npm run bench -- first-paint`.
    const mark = () => cold.evaluate(() => performance.getEntriesByName('first-message')[0]?.startTime ?? 0);
    await expect.poll(mark).toBeGreaterThan(0);
    await context.close();
  });
});

test('nothing went wrong in any window', () => {
  expect(windows.flatMap(({ faults }) => faults)).toEqual([]);
});
