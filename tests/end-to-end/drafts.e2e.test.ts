import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { scriptedApp } from './support/scripted-app.ts';
import { settled } from './support/still.ts';

const app = scriptedApp();

// What was begun and not sent. Over a server by script.

const open = async (path: string): Promise<Page> => {
  const page = await app.openPage(path);
  await page.waitForSelector('[data-row]');
  await settled(page);
  return page;
};

type Beginning = {
  inboxRev: number;
  readonly log: (conversation: string) => { readonly append: (content: string, more: object) => unknown };
  readonly lines: Map<string, object>;
  readonly scripts: Map<string, (payload: object) => unknown>;
  readonly entry: (conversation: string) => object;
  readonly emit: (event: string, payload: object) => void;
};

test('[WEB-14] two tabs keep each other’s drafts', async () => {
  const context = await app.browser().newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const [one, two] = [await context.newPage(), await context.newPage()];
  await one.goto(app.url('/r/r_rel'));
  await two.goto(app.url('/r/r_web'));
  await one.locator('#composer').fill('begun in the first');
  await two.locator('#composer').fill('begun in the second');
  await expect.poll(() => kept(one)).toContain('begun in the second');
  await one.locator('#composer').fill('begun in the first, and more');
  await expect.poll(() => kept(two)).toContain('begun in the first, and more');
  const third = await context.newPage();
  await third.goto(app.url('/r/r_web'));
  await expect.poll(() => third.locator('#composer').inputValue()).toBe('begun in the second');
  await third.goto(app.url('/r/r_rel'));
  await expect.poll(() => third.locator('#composer').inputValue()).toBe('begun in the first, and more');
  await context.close();
});

test('[WEB-14] what is written to somebody who writes first goes on in the conversation', async () => {
  const page = await app.openPage('/dm/bob');
  // She has blocked him, in what is scripted.
  await page.evaluate(() => {
    const { server } = globalThis as unknown as { server: Beginning };
    server.scripts.get('user:block')?.({ user: 'u_bo', on: false });
  });
  await page.locator('#composer').fill('I was about to say');
  await page.evaluate(() => {
    const { server } = globalThis as unknown as { server: Beginning };
    server.log('d_bob').append('hi', { at: Date.now() });
    server.lines.set('d_bob', {
      kind: 'direct',
      role: 'member',
      rights: ['read', 'post'],
      user: { id: 'u_bo', username: 'bob', displayName: 'bob', guest: true, rev: 0 },
    });
    const rev = server.inboxRev + 1;
    server.inboxRev = rev;
    server.emit('inbox:update', { prev: rev - 1, rev, added: server.entry('d_bob') });
  });
  await page.waitForSelector('[data-row]');
  expect(await page.locator('#composer').inputValue()).toBe('I was about to say');
});

const editor = (page: Page) => page.locator('[data-row] textarea');
const kept = (page: Page): Promise<string> => page.evaluate(() => localStorage.getItem('rookery.drafts') ?? '');

test('[WEB-14] an edit that was begun is there again after another room and a reload, until it is given up', async () => {
  const page = await open('/r/r_design?long=30');
  await page.locator('#composer').press('ArrowUp');
  await editor(page).fill('half of a correction');
  await page.getByRole('link', { name: /前端工程/ }).click();
  await page.waitForURL('**/r/r_web');
  await page.getByRole('link', { name: /产品设计.*draft/ }).waitFor();
  await page.goBack();
  await expect.poll(() => editor(page).inputValue()).toBe('half of a correction');
  await expect.poll(() => editor(page).evaluate((area) => area === document.activeElement)).toBe(true);
  await page.keyboard.type(', and more');
  await page.reload();
  await expect.poll(() => editor(page).inputValue()).toBe('half of a correction, and more');
  // A draft beside it is kept too, and neither wipes the other.
  await page.locator('#composer').fill('something else');
  await expect.poll(() => kept(page)).toContain('something else');
  expect(await kept(page)).toContain('half of a correction, and more');
  await editor(page).press('Escape');
  await expect.poll(() => kept(page)).not.toContain('half of a correction');
  expect(await kept(page)).toContain('something else');
  await page.reload();
  await page.waitForSelector('[data-row]');
  await settled(page);
  expect(await editor(page).count()).toBe(0);
  expect(await page.locator('#composer').inputValue()).toBe('something else');
});

test('[WEB-14] an edit whose message is elsewhere, or is deleted meanwhile, is not lost', async () => {
  const page = await open('/r/r_design?long=300');
  await page.locator('#composer').press('ArrowUp');
  await editor(page).fill('to be gone on with');
  const seq = Number(await page.locator('[data-row]', { has: page.locator('textarea') }).getAttribute('aria-posinset'));
  await page.goto(app.url('/r/r_design/m/20?long=300'));
  await page.waitForSelector('[aria-posinset="20"]');
  await page.getByText('Edit not saved: to be gone on with').waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => editor(page).inputValue()).toBe('to be gone on with');
  await page.getByText('Edit not saved').waitFor({ state: 'detached' });

  await page.evaluate((number) => {
    const { server } = globalThis as unknown as {
      server: {
        log: (conversation: string) => { readonly delete: (seq: number) => unknown };
        emit: (event: string, payload: unknown) => void;
      };
    };
    server.emit('message:update', server.log('r_design').delete(number));
  }, seq);
  await page.getByText('Edit not saved: to be gone on with').waitFor();
  await page.locator('#composer').fill('begun before');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => page.locator('#composer').inputValue()).toBe('begun before\nto be gone on with');
});

test('[WEB-14] a draft and an edit are one in all tabs of a browser, wherever they are gone on with', async () => {
  const context = await app.browser().newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const openTab = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(app.url('/r/r_design?long=30'));
    await page.waitForSelector('[data-row]');
    await settled(page);
    return page;
  };
  const [one, two] = [await openTab(), await openTab()];
  const field = (page: Page) => page.locator('#composer');
  for (const page of [one, two]) {
    await field(page).press('ArrowUp');
    await editor(page).waitFor();
  }
  const content = await editor(two).inputValue();
  await editor(one).fill('half of a correction');
  await expect.poll(() => editor(two).inputValue()).toBe('half of a correction');
  await editor(one).press('Escape');
  await expect.poll(() => editor(two).inputValue()).toBe(content);
  await editor(two).press('Escape');

  await field(one).pressSequentially('begun here');
  await expect.poll(() => field(two).inputValue()).toBe('begun here');
  // The caret is at the end: what is typed there goes on.
  await field(two).pressSequentially(', gone on with there');
  await expect.poll(() => field(one).inputValue()).toBe('begun here, gone on with there');
  await one.reload();
  await expect.poll(() => field(one).inputValue()).toBe('begun here, gone on with there');
  await field(one).press('Enter');
  await expect.poll(() => field(two).inputValue()).toBe('');
  expect(await two.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
  await context.close();
});

test('[WEB-14] what one replies to is the same in all tabs, and goes with the draft', async () => {
  const context = await app.browser().newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const openTab = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(app.url('/r/r_design?long=30'));
    await page.waitForSelector('[data-row]');
    await settled(page);
    return page;
  };
  const [one, two] = [await openTab(), await openTab()];
  const bar = (page: Page) => page.getByText('Replying to');
  await one.locator('#composer').press('Shift+ArrowUp');
  await bar(two).waitFor();
  expect(await bar(two).locator('xpath=..').innerText()).toBe(await bar(one).locator('xpath=..').innerText());
  // Typed in the other tab, it is still an answer in both.
  await two.locator('#composer').pressSequentially('an answer');
  await expect.poll(() => one.locator('#composer').inputValue()).toBe('an answer');
  expect(await bar(one).count()).toBe(1);
  // Given up in one it is given up in both; what was written stays.
  await one.locator('#composer').press('Escape');
  await bar(two).waitFor({ state: 'detached' });
  expect(await two.locator('#composer').inputValue()).toBe('an answer');
  await two.locator('#composer').fill('');
  await two.locator('#composer').press('Shift+ArrowUp');
  await bar(one).waitFor();
  await two.locator('#composer').fill('another');
  await expect.poll(() => one.locator('#composer').inputValue()).toBe('another');
  await one.locator('#composer').press('Enter');
  await bar(two).waitFor({ state: 'detached' });
  expect(await bar(one).count()).toBe(0);
  expect(await one.locator('[data-row]').last().locator('[class*="_quote_"]').count()).toBe(1);
  await context.close();
});

test('[WEB-14] what was typed in two tabs before either heard of the other is kept, one below the other', async () => {
  const context = await app.browser().newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const [one, two] = [await context.newPage(), await context.newPage()];
  for (const page of [one, two]) {
    await page.goto(app.url('/r/r_rel'));
    await page.waitForSelector('#composer');
  }
  // The second tab hears and saves nothing while an input method composes.
  const cdp = await context.newCDPSession(two);
  await two.locator('#composer').focus();
  await cdp.send('Input.imeSetComposition', { text: 'er', selectionStart: 2, selectionEnd: 2 });
  await one.locator('#composer').fill('typed in the first');
  await expect.poll(() => kept(two)).toContain('typed in the first');
  expect(await two.locator('#composer').inputValue()).toBe('er');
  await cdp.send('Input.insertText', { text: '二' });
  const both = '二\ntyped in the first';
  await expect.poll(() => two.locator('#composer').inputValue()).toBe(both);
  await expect.poll(() => one.locator('#composer').inputValue()).toBe(both);
  await two.keyboard.insertText('号');
  await expect.poll(() => one.locator('#composer').inputValue()).toBe('二号\ntyped in the first');
  await one.close();
  await two.reload();
  await expect.poll(() => two.locator('#composer').inputValue()).toBe('二号\ntyped in the first');
  await context.close();
});

test('[WEB-14] edits of two messages at once are both kept; one that is saved is forgotten', async () => {
  const page = await open('/r/r_design?long=30');
  await page.locator('#composer').press('ArrowUp');
  await editor(page).fill('the first');
  const last = Number(
    await page.locator('[data-row]', { has: page.locator('textarea') }).getAttribute('aria-posinset'),
  );
  await page.locator(`[aria-posinset="${last - 1}"]`).focus();
  await page.keyboard.press('e');
  await expect.poll(() => editor(page).inputValue()).not.toBe('the first');
  await editor(page).fill('the second');
  await page.getByText('Edit not saved: the first').waitFor();
  await editor(page).press('Enter');
  await page.locator(`[aria-posinset="${last - 1}"]`, { hasText: 'the second' }).waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => editor(page).inputValue()).toBe('the first');
  await expect.poll(() => kept(page)).not.toContain('the second');
});
