// Writes docs/screenshots/*.png: the built app over the built server, with people who talk.
//   node tests/end-to-end/take-screenshots.ts           all of them
//   node tests/end-to-end/take-screenshots.ts files     those of pictures, files and voices
//   node tests/end-to-end/take-screenshots.ts search    those of search
//   node tests/end-to-end/take-screenshots.ts notices   those of what one is told of
//   node tests/end-to-end/take-screenshots.ts ops       those of how the server is and where a message is
//   node tests/end-to-end/take-screenshots.ts triage    those of the inbox, of links to messages and of what was forwarded
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createClient, memorySession, type Client } from '@rookery/client';
import type { ConversationId } from '@rookery/protocol';
import { startTarget } from '@rookery/testkit/target';
import type { Browser, Page } from 'playwright-core';
import { screenshotsOfFiles } from './screenshots-of-files.ts';
import { screenshotsOfNotices } from './screenshots-of-notices.ts';
import { screenshotsOfOps } from './screenshots-of-ops.ts';
import { screenshotsOfSearch } from './screenshots-of-search.ts';
import { screenshotsOfTriage } from './screenshots-of-triage.ts';
import { launchBrowserWithMicrophone, type Look } from './support/browser.ts';
import { settled } from './support/still.ts';

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));

type Kept = { token: string; user: unknown };

/** Somebody who speaks through the client, without a window. */
const speaker = async (
  url: string,
  username: string,
  displayName: string,
): Promise<{ client: Client; kept: () => Kept }> => {
  const session = memorySession();
  const client = createClient({ url, session });
  await client.join(username, displayName);
  return { client, kept: () => session.load() as Kept };
};

const populate = async (url: string) => {
  const [ming, wei, amelia, na] = await Promise.all([
    speaker(url, 'xiaoming', '小明'),
    speaker(url, 'zhangwei', '张伟'),
    speaker(url, 'amelia', 'Amelia Chen'),
    speaker(url, 'lina', '李娜'),
  ] as const);
  const everyone = [wei, amelia, na];
  const rooms: Record<string, ConversationId> = {};
  for (const [owner, name, topic, visibility] of [
    [wei, '发布公告', '发布窗口、回滚与公告', 'public'],
    [amelia, '前端工程', 'React, CSS and accessibility', 'public'],
    [na, '产品设计', '稿件、评审与走查', 'public'],
    [amelia, 'random', 'Anything goes', 'public'],
    [wei, 'incident-42', 'Slot migration on shard 3', 'private'],
  ] as const) {
    const { room } = await owner.client.createRoom({ name, topic, visibility });
    rooms[name] = room.id;
    if (visibility === 'private') {
      await owner.client.request('room:invite', { room: room.id, user: 'xiaoming' });
      continue;
    }
    for (const person of [ming, ...everyone]) if (person !== owner) await person.client.joinRoom(room.id);
  }
  const say = (who: { client: Client }, room: string, content: string, replyTo?: number) =>
    who.client.request('message:room', {
      conversation: rooms[room] ?? '',
      content,
      ...(replyTo === undefined ? {} : { replyTo }),
    });

  await say(
    amelia,
    '前端工程',
    'The new timeline holds still while history loads: 0 reverse frames in 60 wheel steps.',
  );
  await say(na, '前端工程', '太好了，滚动的时候终于不跳了。');
  await say(
    wei,
    '发布公告',
    '早上好。今天的计划：`v2.4.0` 下午发布，变更清单在 https://example.com/releases/2.4.0，请各位过一遍。',
  );
  await say(na, '发布公告', '走查已经完成，深色主题的对比度都在 4.5 以上。');
  const first = await say(wei, '发布公告', '发布窗口改到 **下午三点**，请大家提前完成回归测试并在频道里确认。');
  await say(wei, '发布公告', '回滚脚本：`pnpm ops rollback --to v2.3.1`');
  const healthy = await say(
    amelia,
    '发布公告',
    'Cluster is healthy — 6 shards, p99 fan-out 41 ms. I’ll watch the canary.',
  );
  const plan = await say(
    amelia,
    '发布公告',
    'Plan for the canary:\n1. 5 % for ten minutes\n2. 50 % until 15:30\n3. everyone\n\n```sh\nrookery-verify --faults kill,partition --seed 4711\n```',
  );
  await say(ming, '发布公告', '回归测试全部通过。', first.seq);
  for (const [who, emoji] of [
    [wei, '👀'],
    [na, '👀'],
    [ming, '👀'],
    [na, '✅'],
  ] as const) {
    await who.client.react(rooms['发布公告'] as ConversationId, healthy.seq, emoji, true);
  }
  await na.client.react(rooms['发布公告'] as ConversationId, plan.seq, '🚀', true);
  await ming.client.markRead(rooms['发布公告'] as ConversationId, plan.seq + 1);
  await say(na, '发布公告', '@xiaoming 你能看一下 Redis 槽位迁移的告警吗？我这边显示 3 个槽位在迁移。');
  await say(amelia, '发布公告', 'Looking too. Slot 5461 is the slow one.');
  await wei.client.sendTo('xiaoming', '发布之后一起复盘？');
  await amelia.client.sendTo('xiaoming', 'Thanks for the quick check!');
  return { ming, wei, amelia, na, rooms };
};

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
  const [, , only] = process.argv;
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
