import type { Client } from '@rookery/client';
import { Keeping } from '@rookery/client/keeping';
import type { ConversationId } from '@rookery/protocol';
import type { Page } from 'playwright-core';
import type { Look } from './support/browser.ts';
import { settled } from './support/still.ts';

type Scene = {
  readonly shot: (name: string, url: string, look: Look, prepare: (page: Page) => Promise<unknown>) => Promise<void>;
  readonly url: string;
  readonly rooms: Readonly<Record<string, ConversationId>>;
  readonly wei: Client;
  readonly na: Client;
};

const phone = { width: 360, height: 740, touch: true } as const;

/** The inbox as the place for triage, links to messages, and what was forwarded: wide and narrow, in both languages and themes. */
export const screenshotsOfTriage = async ({ shot, url, rooms, wei, na }: Scene): Promise<void> => {
  const inbox = async (page: Page): Promise<void> => {
    await page.locator('#main li p mark, #main li p').first().waitFor();
    await page.locator('#main').press('j');
  };
  await shot('triage-light-zh', `${url}/inbox/unread`, {}, inbox);
  await shot('triage-dark-en', `${url}/inbox/unread`, { theme: 'dark', locale: 'en' }, inbox);
  await shot('phone-triage-light-en', `${url}/inbox/unread`, { ...phone, locale: 'en' }, inbox);
  await shot('phone-triage-dark-zh', `${url}/inbox/unread`, { ...phone, theme: 'dark' }, inbox);

  const releases = rooms['发布公告'] as ConversationId;
  const random = rooms['random'] as ConversationId;
  await wei.request('message:room', { conversation: random, content: `窗口在这里定的：${url}/r/${releases}/m/3` });
  await new Keeping(na).forward({ conversation: releases, seq: 5 }, random, '值班同学请留意');
  const told = async (page: Page): Promise<void> => {
    await page
      .getByRole('group', { name: /^(Messages it links to|链接指向的消息)$/ })
      .getByText('发布窗口改到')
      .waitFor();
    await page.locator('blockquote', { hasText: 'Cluster is healthy' }).waitFor();
    await settled(page);
  };
  await shot('quotes-light-zh', `${url}/r/${random}`, {}, told);
  await shot('quotes-dark-en', `${url}/r/${random}`, { theme: 'dark', locale: 'en' }, told);
  await shot('phone-quotes-dark-zh', `${url}/r/${random}`, { ...phone, theme: 'dark' }, told);
  await shot('forward-light-en', `${url}/r/${random}`, { locale: 'en' }, async (page) => {
    await told(page);
    const row = page.locator('[data-row]', { hasText: '窗口在这里定的' });
    await row.focus();
    await row.getByRole('button', { name: /^More/ }).press('Enter');
    await page.getByRole('menuitem', { name: 'Forward…' }).click();
    await page.getByRole('radio', { name: '前端工程' }).check();
  });
};
