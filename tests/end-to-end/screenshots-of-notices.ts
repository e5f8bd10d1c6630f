import type { Client } from '@rookery/client';
import { Keeping } from '@rookery/client/keeping';
import type { ConversationId } from '@rookery/protocol';
import type { Page } from 'playwright-core';
import type { Look } from './support/browser.ts';
import { settled } from './support/still.ts';

type Shot = (name: string, url: string, look: Look, prepare: (page: Page) => Promise<unknown>) => Promise<void>;

type Scene = {
  readonly shot: Shot;
  readonly url: string;
  /** The reader, and who reads what she writes. */
  readonly ming: Client;
  readonly others: readonly Client[];
  readonly rooms: Readonly<Record<string, ConversationId>>;
};

const phone = { width: 360, height: 740, touch: true } as const;

/** What one is told of: the settings, a room's menu, and who has seen a message; wide and narrow, in both languages and themes. */
export const screenshotsOfNotices = async ({ shot, url, ming, others, rooms }: Scene): Promise<void> => {
  const room = rooms['产品设计'] as ConversationId;
  const keeping = new Keeping(ming);
  await keeping.setNotify(rooms['前端工程'] as ConversationId, { mutedUntil: 4_102_444_800_000 });
  await keeping.setNotify(rooms['发布公告'] as ConversationId, { level: 'all' });
  await ming.setSettings({ quietHours: { from: '22:30', to: '07:30', zone: 'Asia/Shanghai' } });
  const { seq } = await ming.request('message:room', { conversation: room, content: '新的走查清单放在置顶里了。' });
  for (const other of others) await other.markRead(room, seq);

  const settings = `${url}/settings/notifications`;
  const allowed = async (page: Page): Promise<void> => {
    await page.context().grantPermissions(['notifications'], { origin: url });
    await page.locator('#push').waitFor();
    await page.waitForTimeout(300);
  };
  const seen = async (page: Page): Promise<void> => {
    await page.locator('[data-row]').last().waitFor();
    await settled(page);
    await page.getByRole('button', { name: /^(Seen by|已读：)/ }).click();
  };
  const menu = async (page: Page): Promise<void> => {
    await page.locator('[data-row]').last().waitFor();
    await settled(page);
    await page.getByRole('button', { name: /^(Room menu|频道菜单)$/ }).click();
    await page.getByRole('menuitem', { name: /^(Notifications…|通知…)$/ }).click();
    await page.getByRole('dialog').waitFor();
  };
  const tall = { height: 1500 } as const;
  await shot('notices-light-zh', settings, tall, allowed);
  await shot('notices-dark-en', settings, { ...tall, theme: 'dark', locale: 'en' }, allowed);
  await shot('phone-notices-light-en', settings, { ...phone, height: 1700, locale: 'en' }, allowed);
  await shot('phone-notices-dark-zh', settings, { ...phone, theme: 'dark' }, (page) => page.locator('#push').waitFor());
  await shot('notices-room-light-en', `${url}/r/${rooms['前端工程']}`, { locale: 'en' }, menu);
  await shot('notices-room-dark-zh', `${url}/r/${rooms['前端工程']}`, { theme: 'dark' }, menu);
  await shot('phone-notices-room-light-zh', `${url}/r/${room}`, phone, menu);
  await shot('seen-light-zh', `${url}/r/${room}`, {}, seen);
  await shot('phone-seen-dark-en', `${url}/r/${room}`, { ...phone, theme: 'dark', locale: 'en' }, seen);
};
