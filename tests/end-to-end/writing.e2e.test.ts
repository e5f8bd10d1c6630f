import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Look } from './support/browser.ts';
import { settled } from './support/still.ts';
import { scriptedApp } from './support/scripted-app.ts';

// What the hands do: an input method, the keyboard, a long press. Over a server by script.

const app = scriptedApp();

const open = async (path: string, look: Look = {}): Promise<Page> => {
  const page = await app.openPage(path, look);
  await page.waitForSelector('#composer');
  return page;
};

/** Types pinyin and leaves the composition open, as an input method does. */
const compose = async (cdp: CDPSession, pinyin: string): Promise<void> => {
  for (let length = 1; length <= pinyin.length; length += 1) {
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', windowsVirtualKeyCode: 229, key: 'Process' });
    const part = pinyin.slice(0, length);
    await cdp.send('Input.imeSetComposition', { text: part, selectionStart: part.length, selectionEnd: part.length });
  }
};
const imeKey = (cdp: CDPSession, key: string) =>
  cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', windowsVirtualKeyCode: 229, key });

const messages = (page: Page, text: string) => page.locator('[data-row]').getByText(text, { exact: true });

describe('[WEB-10] an input method', () => {
  test('the Enter that confirms a composition does not send; the next one does', async () => {
    const page = await open('/r/r_rel', { locale: 'zh-CN' });
    const cdp = await page.context().newCDPSession(page);
    await page.locator('#composer').focus();
    await compose(cdp, 'nihao');
    await imeKey(cdp, 'Enter');
    expect(await page.locator('#composer').inputValue()).toBe('nihao');
    await cdp.send('Input.insertText', { text: '你好' });
    expect(await page.locator('#composer').inputValue()).toBe('你好');
    expect(await messages(page, '你好').count()).toBe(0);
    await page.keyboard.press('Enter');
    await messages(page, '你好').waitFor();
    expect(await page.locator('#composer').inputValue()).toBe('');
  });

  test('keys of a composition do not choose a suggestion, which is filtered while one composes', async () => {
    const page = await open('/r/r_rel', { locale: 'zh-CN' });
    const cdp = await page.context().newCDPSession(page);
    await page.locator('#composer').focus();
    await page.keyboard.type('@');
    await page.waitForSelector('[role="option"]');
    await compose(cdp, 'zw');
    await expect.poll(() => page.locator('[role="option"]').count()).toBe(1);
    await imeKey(cdp, 'Enter');
    expect(await page.locator('#composer').inputValue()).toBe('@zw');
    await cdp.send('Input.insertText', { text: '张' });
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#composer').inputValue()).toBe('@zhangwei ');
  });

  test('Enter and Esc of a composition are not for the quick switcher', async () => {
    const page = await open('/r/r_rel', { locale: 'zh-CN' });
    const cdp = await page.context().newCDPSession(page);
    await page.keyboard.press('Control+k');
    await page.waitForSelector('dialog [role="combobox"]');
    await compose(cdp, 'fabu');
    await imeKey(cdp, 'Enter');
    expect(new URL(page.url()).pathname).toBe('/r/r_rel');
    expect(await page.locator('dialog').count()).toBe(1);
    await cdp.send('Input.insertText', { text: '前端' });
    await page.keyboard.press('Enter');
    await page.waitForURL('**/r/r_web');
  });

  test('nor does the Enter of a composition save an edit', async () => {
    const page = await open('/r/r_rel', { locale: 'zh-CN' });
    const cdp = await page.context().newCDPSession(page);
    await page.locator('#composer').press('ArrowUp');
    const editor = page.locator('[data-row] textarea');
    await editor.waitFor();
    await editor.fill('');
    await compose(cdp, 'gai');
    await imeKey(cdp, 'Enter');
    expect(await editor.count()).toBe(1);
    await cdp.send('Input.insertText', { text: '改好了' });
    await page.keyboard.press('Enter');
    await messages(page, '改好了')
      .or(page.locator('[data-row]', { hasText: '改好了' }))
      .first()
      .waitFor();
    expect(await editor.count()).toBe(0);
  });
});

describe('the keyboard', () => {
  test('[WEB-11] typing anywhere goes to the composer', async () => {
    const page = await open('/r/r_rel');
    await page.locator('h1').click();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.type('hello');
    expect(await page.locator('#composer').inputValue()).toBe('hello');
  });

  test('[WEB-11] Alt+↑ and Alt+↓ walk the sidebar, back returns', async () => {
    const page = await open('/r/r_rel');
    await page.keyboard.press('Alt+ArrowUp');
    await page.waitForURL((url) => url.pathname !== '/r/r_rel');
    await page.goBack();
    await page.waitForURL('**/r/r_rel');
    await page.waitForSelector('[data-row]');
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await page.waitForURL((url) => url.pathname !== '/r/r_rel');
  });

  test('[WEB-12] Esc closes what floats, then the reply, then marks read and goes to the latest', async () => {
    const page = await open('/r/r_rel');
    await page.waitForSelector('[data-row]');
    await page.locator('[data-row]', { hasText: 'Cluster is healthy' }).focus();
    await page.keyboard.press('r');
    await page.getByText('Replying to').waitFor();
    await page.keyboard.type('@');
    await page.waitForSelector('[role="option"]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role="option"]', { state: 'detached' });
    expect(await page.getByText('Replying to').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByText('Replying to').waitFor({ state: 'detached' });
    expect(await page.locator('[data-row] [role="separator"]').count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('[data-row] [role="separator"]').count()).toBe(0);
  });

  test('[WEB-13] ↑ edits the last own message, Esc gives up and returns to the composer', async () => {
    const page = await open('/r/r_rel');
    await page.waitForSelector('[data-row]');
    await page.locator('#composer').press('ArrowUp');
    const editor = page.locator('[data-row] textarea');
    await expect.poll(() => editor.inputValue()).toBe('收到，正在看。');
    await editor.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('composer');
    expect(await editor.count()).toBe(0);
  });

  test('[WEB-13, WEB-262] a message takes the focus, and single keys act on it', async () => {
    const page = await open('/r/r_rel');
    await page.waitForSelector('[data-row]');
    await settled(page);
    const position = () => page.evaluate(() => Number(document.activeElement?.getAttribute('aria-posinset') ?? 0));
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    await page.keyboard.press('ArrowUp');
    await expect.poll(position).toBe(248);
    await page.keyboard.press('Home');
    // The first row comes from far outside of what is drawn.
    await expect.poll(position).toBeLessThanOrEqual(200);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await expect.poll(position).toBe(248);
    await page.keyboard.press('+');
    await page.waitForSelector('[role="dialog"] [role="combobox"]');
    await page.keyboard.type('rocket');
    await page.waitForSelector('[role="option"]');
    await page.keyboard.press('Enter');
    await page.locator('[aria-posinset="248"] button', { hasText: '🚀' }).waitFor();
    await expect.poll(position).toBe(248);
    // From the composer, to the last message that is out: what has not gone out takes none.
    await page.locator('#composer').focus();
    await page.keyboard.press('Control+Shift+Backslash');
    await page.waitForSelector('[role="dialog"] [role="combobox"]:focus');
    await page.keyboard.type('tada');
    await page.waitForSelector('[role="option"]');
    await page.keyboard.press('Enter');
    const reacted = () =>
      page
        .locator('[data-row]', { has: page.locator('button', { hasText: '🎉' }) })
        .evaluateAll((all) => all.map((row) => row.getAttribute('aria-posinset')));
    await expect.poll(reacted).toEqual(['248']);
  });

  test('[WEB-13] keys act on the message also when a link in it has the focus', async () => {
    const page = await open('/r/r_rel/m/234');
    const link = page.locator('[aria-posinset="234"] a');
    await link.focus();
    await page.keyboard.press('r');
    await page.getByText('Replying to').waitFor();
    expect(await page.locator('#composer').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await link.focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-posinset'))).toBe('233');
  });

  test('Ctrl+B marks the selection, and undo takes it back', async () => {
    const page = await open('/r/r_rel');
    const field = page.locator('#composer');
    await field.fill('very important');
    await field.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(5, 14));
    await field.press('Control+b');
    // What a key does may still be on its way.
    await expect.poll(() => field.inputValue()).toBe('very **important**');
    await field.press('Control+b');
    expect(await field.inputValue()).toBe('very important');
  });

  test('Shift+Enter breaks the line, a code is shown as its sign', async () => {
    const page = await open('/r/r_rel');
    await page.waitForSelector('[data-row]');
    await page.locator('#composer').pressSequentially(':tad');
    await page.waitForSelector('[role="option"]');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('done :rocket: `:rocket:`');
    await page.keyboard.press('Enter');
    const row = page.locator('[data-row]', { hasText: 'done' }).last();
    await expect.poll(() => row.innerText()).toContain('🎉');
    expect(await row.innerText()).toContain('done 🚀 :rocket:');
  });

  test('[WEB-14] a draft waits in its room, and is marked in the sidebar', async () => {
    const page = await open('/r/r_rel');
    await page.locator('#composer').fill('not yet');
    await page.getByRole('link', { name: /前端工程/ }).click();
    await page.waitForURL('**/r/r_web');
    expect(await page.locator('#composer').inputValue()).toBe('');
    await page.getByRole('link', { name: /发布公告.*draft/ }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: /发布公告/ }).click();
    await expect.poll(() => page.locator('#composer').inputValue()).toBe('not yet');
  });
});

describe('[WEB-52] the editor is the composer', () => {
  const editor = (page: Page) => page.locator('[data-row] textarea');
  const edit = async (look: Look = {}): Promise<Page> => {
    const page = await open('/r/r_rel', look);
    await page.waitForSelector('[data-row]');
    await settled(page);
    if (look.touch) {
      // What the sheet of actions does.
      await page.locator('[data-row]', { hasText: '收到，正在看' }).focus();
      await page.keyboard.press('e');
    } else await page.locator('#composer').press('ArrowUp');
    await editor(page).waitFor();
    return page;
  };
  const lastRow = (page: Page) => page.locator('[data-row]', { hasText: '收到，正在看' });

  test('it completes people, rooms and emoji; Enter picks, and the next one saves', async () => {
    const page = await edit();
    await page.keyboard.type(' @zw');
    await page.waitForSelector('[data-row] [role="option"]');
    await page.keyboard.press('Enter');
    await expect.poll(() => editor(page).inputValue()).toBe('收到，正在看。 @zhangwei ');
    await page.keyboard.type('#fb');
    await page.waitForSelector('[data-row] [role="option"]');
    await page.keyboard.press('Enter');
    await page.keyboard.type(':tad');
    await page.waitForSelector('[data-row] [role="option"]');
    // The list is closed first, then the edit is given up.
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role="option"]', { state: 'detached' });
    await page.keyboard.type('a');
    await page.waitForSelector('[data-row] [role="option"]', { state: 'detached' });
    await page.keyboard.press('Enter');
    await editor(page).waitFor({ state: 'detached' });
    await lastRow(page).getByText('@张伟', { exact: true }).waitFor();
    await lastRow(page).getByRole('link', { name: '#发布公告' }).waitFor();
  });

  test.each(['en', 'zh-CN'] as const)('what is too long or empty is refused in words (%s)', async (locale) => {
    const page = await edit({ locale });
    const [tooLong, empty] = locale === 'en' ? ['too long', 'nothing in it'] : ['超出', '看得见'];
    await editor(page).fill('重'.repeat(2_700));
    await page.locator('[data-row]').getByText(tooLong).waitFor();
    await editor(page).press('Enter');
    expect(await editor(page).count()).toBe(1);
    await editor(page).fill('');
    await page.locator('[data-row]').getByText(tooLong).waitFor({ state: 'detached' });
    await editor(page).press('Enter');
    await page.locator('[data-row]').getByText(empty).waitFor();
    await editor(page).press('Escape');
    await lastRow(page).waitFor();
  });

  test('under a finger Enter breaks the line, a suggestion is tapped, and the button saves', async () => {
    const page = await edit({ width: 390, height: 844, touch: true });
    await editor(page).press('Enter');
    await page.keyboard.type('@zw');
    await page.locator('[data-row] [role="option"]').first().tap();
    await expect.poll(() => editor(page).inputValue()).toBe('收到，正在看。\n@zhangwei ');
    await page.getByRole('button', { name: 'Save' }).tap();
    await lastRow(page).getByText('@张伟', { exact: true }).waitFor();
  });

  test.each(['lower', 'upper'] as const)(
    'it is wholly in view from the first moment, at the %s edge too',
    async (edge) => {
      const page = await open('/r/r_design/m/38?long=60', { width: 640, height: 400 });
      const row = page.locator('[aria-posinset="38"]');
      await row.waitFor();
      await settled(page);
      // The message stands half beyond the edge.
      await page.mouse.move(320, 200);
      await page.mouse.wheel(0, -1);
      await settled(page);
      await row.evaluate((element, which) => {
        const log = element.closest('[role="log"]');
        const [seen, box] = [log?.getBoundingClientRect(), element.getBoundingClientRect()];
        if (log && seen) log.scrollTop += which === 'lower' ? box.bottom - seen.bottom - 12 : box.top - seen.top + 12;
      }, edge);
      await settled(page);
      await row.evaluate((element) => (element as HTMLElement).focus({ preventScroll: true }));
      await page.keyboard.press('e');
      await editor(page).waitFor();
      const isWhole = async (): Promise<void> => {
        const log = await page.locator('[role="log"]').boundingBox();
        const parts = [editor(page), page.locator('[data-row]').getByRole('button', { name: 'Save' })];
        for (const part of await Promise.all(parts.map((one) => one.boundingBox()))) {
          if (!log || !part) throw new Error('not shown');
          expect(part.y).toBeGreaterThanOrEqual(log.y - 1);
          expect(part.y + part.height).toBeLessThanOrEqual(log.y + log.height + 1);
        }
      };
      await settled(page);
      await isWhole();
      for (let line = 0; line < 3; line += 1) {
        await page.keyboard.press('Shift+Enter');
        await page.keyboard.type('and more');
        await settled(page);
        await isWhole();
      }
      // Whoever looks elsewhere and goes on typing sees what she types, and its buttons.
      await page.mouse.wheel(0, edge === 'lower' ? -600 : 600);
      await settled(page);
      await page.keyboard.type('!');
      await settled(page);
      await isWhole();
    },
  );

  test('suggestions are seen where the message stands at the top of what is seen', async () => {
    const page = await edit({ width: 640, height: 400 });
    await page.keyboard.type(' @');
    const option = page.locator('[data-row] [role="option"]').first();
    await option.waitFor();
    const [list, log] = [await option.locator('..').boundingBox(), await page.locator('[role="log"]').boundingBox()];
    if (!list || !log) throw new Error('the list is not shown');
    expect(list.height).toBeGreaterThanOrEqual(40);
    expect(list.y).toBeGreaterThanOrEqual(log.y - 1);
    expect(list.y + list.height).toBeLessThanOrEqual(log.y + log.height + 1);
  });
});

test.each(['en', 'zh-CN'] as const)(
  '[WEB-37] on a phone the words in an empty composer fit, however the room is called (%s)',
  async (locale) => {
    const phone = { width: 360, height: 640, touch: true, locale } as const;
    const hint = (page: Page) => page.locator('#composer + [aria-hidden]');
    const isWhole = (page: Page): Promise<boolean> => hint(page).evaluate((el) => el.scrollWidth <= el.clientWidth);
    const page = await open('/r/r_rel', phone);
    await hint(page).waitFor();
    expect(await isWhole(page)).toBe(true);
    await page.evaluate(() => {
      const { server } = globalThis as unknown as { server: { refusals: string[]; readonly cut: () => void } };
      server.refusals = Array.from({ length: 100 }, () => 'unreachable');
      server.cut();
    });
    await page.locator('#composer').fill('nobody need read this');
    await hint(page).waitFor({ state: 'hidden' });
    await page.locator('#composer').fill('');
    await hint(page)
      .getByText(locale === 'en' ? 'Sent once' : '恢复连接')
      .waitFor();
    expect(await isWhole(page)).toBe(true);

    const long = await open('/r/r_rel?wide', phone);
    await hint(long).waitFor();
    // Whose room it is stands above it.
    expect(await isWhole(long)).toBe(true);
  },
);

describe('a reply', () => {
  test('ends when it is sent: coming back to the room, none is begun', async () => {
    const page = await open('/r/r_rel');
    await page.waitForSelector('[data-row]');
    await page.locator('#composer').press('Shift+ArrowUp');
    await page.getByText('Replying to').waitFor();
    await page.locator('#composer').fill('an answer');
    await page.locator('#composer').press('Enter');
    await messages(page, 'an answer').waitFor();
    await page.getByRole('link', { name: /前端工程/ }).click();
    await page.waitForURL('**/r/r_web');
    await page.goBack();
    await messages(page, 'an answer').waitFor();
    expect(await page.getByText('Replying to').count()).toBe(0);
  });
});

describe('a finger', () => {
  const phone = { width: 390, height: 844, touch: true } as const;

  test('[WEB-15] one pane at a time; the system’s back is the app’s back', async () => {
    const page = await open('/r/r_rel', phone);
    expect(await page.locator('nav').isVisible()).toBe(false);
    await page.locator('header button').first().click();
    await page.waitForURL((url) => url.pathname === '/');
    expect(await page.locator('nav').isVisible()).toBe(true);
    await page.getByRole('link', { name: /前端工程/ }).click();
    await page.waitForURL('**/r/r_web');
    expect(await page.locator('nav').isVisible()).toBe(false);
    await page.goBack();
    await page.waitForURL((url) => url.pathname === '/');
  });

  test('a long press opens the actions; Enter breaks the line', async () => {
    const page = await open('/r/r_rel', phone);
    const cdp = await page.context().newCDPSession(page);
    const words = page.locator('[data-row]', { hasText: '收到，正在看' }).getByText('收到，正在看');
    await words.scrollIntoViewIfNeeded();
    await settled(page);
    const box = await words.boundingBox();
    const point = { x: (box?.x ?? 0) + 10, y: (box?.y ?? 0) + 10 };
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    await page.waitForSelector('dialog [role="menuitem"]');
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    // The finger that leaves touches nothing.
    await page.waitForTimeout(150);
    expect(await page.locator('dialog').count()).toBe(1);
    await page.locator('dialog [role="menuitem"]', { hasText: 'Reply' }).click();
    await page.getByText('Replying to').waitFor();
    await page.locator('#composer').fill('one');
    await page.locator('#composer').press('Enter');
    expect(await page.locator('#composer').inputValue()).toBe('one\n');
  });
});

test('nothing went wrong in any window', () => {
  expect(app.faults()).toEqual([]);
});
