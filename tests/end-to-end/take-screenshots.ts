// Writes docs/screenshots/*.png: the built app over the built server, with people who talk.
//   node tests/end-to-end/take-screenshots.ts           all of them
//   node tests/end-to-end/take-screenshots.ts files     those of pictures, files and voices
//   node tests/end-to-end/take-screenshots.ts search    those of search
//   node tests/end-to-end/take-screenshots.ts notices   those of what one is told of
//   node tests/end-to-end/take-screenshots.ts ops       those of how the server is and where a message is
//   node tests/end-to-end/take-screenshots.ts states    every screen in every state (names of screens after it: those alone)
//   node tests/end-to-end/take-screenshots.ts triage    those of the inbox, of links to messages and of what was forwarded
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ConversationId } from '@rookery/protocol';
import { startTarget } from '@rookery/testkit/target';
import type { Browser, Page } from 'playwright-core';
import { screenshotsOfFiles } from './screenshots-of-files.ts';
import { screenshotsOfNotices } from './screenshots-of-notices.ts';
import { screenshotsOfOps } from './screenshots-of-ops.ts';
import { screenshotsOfSearch } from './screenshots-of-search.ts';
import { screenshotsOfStates } from './screenshots-of-states.ts';
import { screenshotsOfTriage } from './screenshots-of-triage.ts';
import { launchBrowserWithMicrophone, type Look } from './support/browser.ts';
import { settled } from './support/still.ts';
import { populate, type Kept } from './support/team.ts';

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));

const signedIn = async (browser: Browser, url: string, kept: Kept, look: Look): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    colorScheme: look.theme ?? 'light',
    locale: look.locale === 'en' ? 'en-GB' : 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    hasTouch: look.touch ?? false,
    isMobile: look.touch ?? false,
    deviceScaleFactor: look.touch ? 2 : 1,
  });
  await context.addInitScript((session) => localStorage.setItem('rookery.session', session), JSON.stringify(kept));
  return context.newPage();
};

/** Past the entrance of what floats. What moves for ever is not waited for. */
const stillness = (page: Page): Promise<unknown> =>
  page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
        .map((one) => one.finished.catch(() => undefined)),
    ),
  );

const phone = { width: 390, height: 844, touch: true } as const;

const [, , only, ...screens] = process.argv;
const target = await startTarget();
const browser = await launchBrowserWithMicrophone();
try {
  await mkdir(folder, { recursive: true });
  const { ming, wei, amelia, na, rooms } = await populate(target.url);
  const room = `${target.url}/r/${rooms['发布公告']}`;

  const shot = async (
    name: string,
    url: string,
    look: Look,
    prepare: (page: Page) => Promise<unknown>,
  ): Promise<void> => {
    const page = await signedIn(browser, target.url, ming.kept(), look);
    await page.goto(url);
    await prepare(page);
    await stillness(page);
    await writeFile(`${folder}${name}.png`, await page.screenshot());
    await page.context().close();
    process.stdout.write(`${name}.png\n`);
  };
  const rows = async (page: Page) => {
    await page.waitForSelector('[data-row]');
    await settled(page);
  };

  const keep = async (name: string, page: Page): Promise<void> => {
    await stillness(page);
    await writeFile(`${folder}${name}.png`, await page.screenshot());
    process.stdout.write(`${name}.png
`);
  };
  if (only === undefined || only === 'states') await screenshotsOfStates(browser, screens);

  if (only === undefined || only === 'files')
    await screenshotsOfFiles({
      browser,
      wei: wei.client,
      amelia: amelia.client,
      room: rooms['产品设计'] as ConversationId,
      url: target.url,
      keep,
    });
  if (only === undefined || only === 'search')
    await screenshotsOfSearch(shot, target.url, rooms['发布公告'] as ConversationId);

  if (only === undefined || only === 'ops') await screenshotsOfOps(shot);

  if (only === undefined || only === 'triage')
    await screenshotsOfTriage({ ...{ shot, url: target.url, rooms }, wei: wei.client, na: na.client });

  if (only === undefined || only === 'notices')
    await screenshotsOfNotices({
      ...{ shot, url: target.url, ming: ming.client, rooms },
      others: [wei.client, amelia.client, na.client],
    });

  if (only === undefined) {
    {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
      const page = await context.newPage();
      await page.goto(target.url);
      await page.locator('input[name="name"]').fill('小雨');
      await writeFile(`${folder}join.png`, await page.screenshot());
      await context.close();
      process.stdout.write('join.png\n');
    }
    // Before the unread is read: these two show it.
    await shot('inbox-light-en', target.url, { locale: 'en' }, (page) =>
      page.waitForSelector('#main a [class*="online"]'),
    );
    await shot('phone-list', target.url, { ...phone }, (page) => page.waitForSelector('nav a [class*="online"]'));
    await shot('room-light-zh', room, {}, async (page) => {
      na.client.setTyping(rooms['发布公告'] as ConversationId, true);
      await rows(page);
      await page.getByText(/正在输入/).waitFor();
    });
    await shot('room-dark-en', room, { theme: 'dark', locale: 'en' }, async (page) => {
      await rows(page);
      await page.locator('[data-row]', { hasText: 'Cluster is healthy' }).hover();
      await page.waitForSelector('[role="toolbar"]');
    });
    await shot('members-light-en', `${room}/members`, { locale: 'en', width: 1440, height: 860 }, async (page) => {
      await rows(page);
      await page.waitForSelector('#panel li');
    });
    await shot('find-rooms-dark-zh', `${target.url}/rooms`, { theme: 'dark' }, (page) =>
      page.waitForSelector('#main li'),
    );
    await shot('switcher-light-zh', room, {}, async (page) => {
      await rows(page);
      await page.keyboard.press('Control+k');
      await page.waitForSelector('dialog [role="option"]');
      await page.keyboard.type('fbgg');
    });
    await shot('emoji-dark-en', room, { theme: 'dark', locale: 'en' }, async (page) => {
      await rows(page);
      await page.locator('#main [aria-haspopup="dialog"]').last().click();
      await page.waitForSelector('[role="option"]');
    });
    await shot('phone-room-light', room, { ...phone }, rows);
    await shot('phone-room-dark', room, { ...phone, theme: 'dark', locale: 'en' }, rows);
    await shot('phone-actions', room, { ...phone }, async (page) => {
      await rows(page);
      const box = await page.getByText('回归测试全部通过。').last().boundingBox();
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('Input.dispatchTouchEvent', {
        type: 'touchStart',
        touchPoints: [{ x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 8 }],
      });
      await page.waitForSelector('dialog [role="menuitem"]');
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    });
    await shot('offline-light-zh', room, {}, async (page) => {
      await rows(page);
      await target.server.kill('SIGKILL');
      await page.locator('#composer').fill('迁移卡在槽 5461，先暂停。');
      await page.keyboard.press('Enter');
      await page.getByText(/条待发送/).waitFor();
      await page.getByText('等待发送').waitFor();
    });
  }
  for (const { client } of [ming, wei, amelia, na]) client.close();
} finally {
  await browser.close();
  await target.stop();
}
