import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import type { Look } from './support/browser.ts';
import { scriptedApp } from './support/scripted-app.ts';
import { still } from './support/still.ts';

// What whoever uses a chat every day expects of it (docs/spec/web.md, "The 65 rows"), over a server by script.

const app = scriptedApp();

const open = async (path: string, look: Look = {}): Promise<Page> => {
  const page = await app.openPage(path, look);
  await page.waitForSelector('#composer');
  return page;
};
const shot = async (page: Page, name: string): Promise<void> => {
  const directory = process.env['ROOKERY_SHOTS'];
  if (!directory) return;
  await still(page);
  await page.screenshot({ path: `${directory}/${name}.png` });
};
/** A machine whose network changes elsewhere fails requests of its own browser; they are tried again. */
const faults = () => app.faults().filter((fault) => !fault.includes('ERR_NETWORK_CHANGED'));
const options = (page: Page) => page.locator('dialog [role="option"]');
const path = (page: Page): string => new URL(page.url()).pathname;

test('[WEB-210, WEB-211] Ctrl+K finds by any pinyin and runs commands behind >; N goes to the next unread', async () => {
  const page = await open('/r/r_rel', { locale: 'zh-CN' });
  await page.keyboard.press('Control+k');
  await page.locator('dialog [role="combobox"]').fill('fabugonggao');
  await expect.poll(() => options(page).first().innerText()).toContain('发布公告');
  // As an input method writes it.
  await page.locator('dialog [role="combobox"]').fill('》');
  await expect.poll(() => options(page).count()).toBeGreaterThan(12);
  await shot(page, 'palette-zh');
  expect(await axeFindings(page)).toEqual([]);
  await page.locator('dialog [role="combobox"]').fill('>shense');
  await expect.poll(() => options(page).count()).toBe(1);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.documentElement.style.colorScheme)).toBe('dark');
  await page.keyboard.press('Control+k');
  await page.locator('dialog [role="combobox"]').fill('> English');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Jump to…' }).waitFor();
  // What is open has its own: notifications, invitations, members.
  await page.keyboard.press('Control+k');
  await page.locator('dialog [role="combobox"]').fill('> notif');
  await expect.poll(() => options(page).first().innerText()).toContain('#发布公告');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+.');
  await page.locator('#panel').waitFor();
  await page.keyboard.press('Control+.');
  await page.locator('#panel').waitFor({ state: 'detached' });

  await page.locator('h1').click();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('n');
  await expect.poll(() => path(page)).not.toBe('/r/r_rel');
  // In the composer it is a letter, and where something was begun too.
  await page.locator('#composer').fill('');
  await page.keyboard.press('n');
  expect(await page.locator('#composer').inputValue()).toBe('n');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('n');
  expect(await page.locator('#composer').inputValue()).toBe('nn');
});

const composer = (page: Page) => page.locator('#composer');
const written = (page: Page): Promise<string> => composer(page).inputValue();
/** What a program has put into the clipboard; true where the page took it over from the browser. */
const paste = (page: Page, plain: string, html?: string): Promise<boolean> =>
  composer(page).evaluate(
    (field, [words, formatted]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', words ?? '');
      if (formatted) clipboardData.setData('text/html', formatted);
      return !field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    [plain, html],
  );

test('[WEB-212, WEB-213, WEB-217] the composer formats by keys, takes what is pasted as one would type it, and leaves no blank behind', async () => {
  const page = await open('/r/r_rel', { locale: 'zh-CN' });
  // What helps to write is loaded after the first screen.
  await composer(page).pressSequentially('@zw');
  await options(page).or(page.locator('[role="option"]')).first().waitFor();
  await page.keyboard.press('Tab');
  expect(await written(page)).toBe('@zhangwei ');
  await page.keyboard.insertText('，');
  await page.keyboard.insertText('看一下');
  expect(await written(page)).toBe('@zhangwei，看一下');

  const format = async (keys: string, text = 'abc'): Promise<string> => {
    await composer(page).fill(text);
    await composer(page).selectText();
    await page.keyboard.press(keys);
    return written(page);
  };
  expect(await format('Control+b')).toBe('**abc**');
  expect(await format('Control+i')).toBe('*abc*');
  expect(await format('Control+e')).toBe('`abc`');
  expect(await format('Control+Shift+X')).toBe('~~abc~~');
  expect(await format('Control+Shift+L')).toBe('[abc]()');
  await page.keyboard.type('https://a.example');
  expect(await written(page)).toBe('[abc](https://a.example)');
  expect(await format('Control+Shift+Digit7', 'one\ntwo')).toBe('1. one\n2. two');
  expect(await format('Control+Shift+Digit8', '1. one\n2. two')).toBe('- 1. one\n- 2. two');
  expect(await format('Control+Shift+Digit9', '> one\n> two')).toBe('one\ntwo');
  expect(await format('Control+Alt+Shift+C')).toBe('```\nabc\n```');
  await page.keyboard.press('Control+z');
  expect(await written(page)).toBe('abc');

  await composer(page).selectText();
  expect(await paste(page, 'https://a.example/x')).toBe(true);
  expect(await written(page)).toBe('[abc](https://a.example/x)');
  await composer(page).fill('');
  const html =
    '<meta charset="utf-8"><b style="font-weight:normal"><h2>Plan</h2><p>Do <strong>this</strong>, <em>then</em> <a href="https://a.example/b">that</a> in 5 * 3 steps</p><ol><li>one</li><li>two <code>x_1</code></li></ol><pre><code>let a = 1;\n</code></pre><script>alert(1)</script><img src="x" onerror="alert(1)"></b>';
  expect(await paste(page, 'Plan Do this', html)).toBe(true);
  await expect
    .poll(() => written(page))
    .toBe(
      '**Plan**\n\nDo **this**, *then* [that](https://a.example/b) in 5 \\* 3 steps\n\n1. one\n2. two `x_1`\n\n```\nlet a = 1;\n```',
    );
  // From an editor of code, and by Ctrl+Shift+V: the text as it is.
  expect(await paste(page, 'let a', '<div style="font-family:monospace"><span>let a</span></div>')).toBe(false);
  expect(await paste(page, 'let a')).toBe(false);

  await composer(page).fill('');
  await composer(page).pressSequentially(':笑');
  await page.locator('[role="option"]').first().waitFor();
  await page.keyboard.press('Enter');
  expect(await written(page)).toMatch(/^😄 $/u);
  await composer(page).fill('');
  await page.getByRole('button', { name: '表情' }).click();
  const picker = page.locator('[popover] [role="option"]');
  await expect.poll(() => picker.first().innerText()).toBe('😄');
  await page.getByRole('button', { name: '更换肤色' }).click();
  await picker.filter({ hasText: '👍🏻' }).first().waitFor();
  await shot(page, 'emoji-zh');
  await page.keyboard.press('Escape');

  // Ctrl+Enter sends, Enter begins a line.
  await page.keyboard.press('Control+k');
  await page.locator('dialog [role="combobox"]').fill('>ctrl');
  await page.keyboard.press('Enter');
  await composer(page).fill('第一行');
  await page.keyboard.press('Enter');
  await page.keyboard.type('2');
  expect(await written(page)).toBe('第一行\n2');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => written(page)).toBe('');
  expect(faults()).toEqual([]);
});

type Server = {
  asked: { name: string; payload: Record<string, unknown> }[];
  say: (words: string, more?: object) => void;
};
const say = (page: Page, words: string): Promise<void> =>
  page.evaluate(
    (text) => (globalThis as unknown as { server: Server }).server.say(text, { conversation: 'r_rel' }),
    words,
  );
const asked = (page: Page, name: string): Promise<unknown[]> =>
  page.evaluate(
    (event) =>
      (globalThis as unknown as { server: Server }).server.asked
        .filter((one) => one.name === event)
        .map(({ payload }) => payload),
    name,
  );
const row = (page: Page, words: string) => page.locator('[data-row]', { hasText: words }).last();
const heightOf = async (page: Page): Promise<number> =>
  page
    .locator('[data-row]')
    .evaluateAll((all) =>
      all
        .filter((one) => ['248', '246', '245', '243', '242', '241'].includes(one.getAttribute('aria-posinset') ?? ''))
        .reduce((sum, one) => sum + one.getBoundingClientRect().height, 0),
    );

test('[WEB-214, WEB-215, WEB-216, WEB-218, WEB-219, WEB-222] long messages fold, code has colours, what is deleted can be taken back, a date is gone to', async () => {
  const page = await open('/r/r_rel');
  await row(page, '收到，正在看').waitFor();
  expect(await row(page, '今天的发布窗口').locator('[lang]').getAttribute('lang')).toBe('zh-CN');
  const cosy = await heightOf(page);
  await page.evaluate(() => (document.documentElement.dataset['density'] = 'compact'));
  expect(await heightOf(page)).toBeLessThan((cosy * 2) / 3);
  await shot(page, 'compact-light');
  await page.evaluate(() => delete document.documentElement.dataset['density']);

  await page.keyboard.press('End');
  await say(page, `Log of today:\n${Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n')}`);
  const long = row(page, 'Log of today');
  const more = long.getByRole('button', { name: 'Show all' });
  await more.waitFor();
  const folded = (await long.boundingBox())?.height ?? 0;
  expect(folded).toBeLessThan(26 * 22 + 60);
  await shot(page, 'fold-light');
  await more.click();
  await expect.poll(async () => (await long.boundingBox())?.height).toBeGreaterThan(60 * 20);
  await long.getByRole('button', { name: 'Show less' }).click();
  await expect.poll(async () => (await long.boundingBox())?.height).toBe(folded);

  await say(page, '```ts\nconst a: number = 1; // one\nconst b = "' + 'long '.repeat(60) + '";\n```');
  const code = row(page, 'const a: number');
  await code.getByText('TypeScript').waitFor();
  await code.locator('pre span', { hasText: '// one' }).waitFor();
  expect(await code.locator('pre').innerText()).toContain('const a: number = 1; // one\nconst b = "long long');
  await shot(page, 'code-light');
  expect(await axeFindings(page)).toEqual([]);
  const flat = (await code.boundingBox())?.height ?? 0;
  await code.getByRole('button', { name: 'Copy code' }).waitFor();
  await code.getByRole('button', { name: 'Wrap long lines' }).click();
  await expect.poll(async () => (await code.boundingBox())?.height).toBeGreaterThan(flat);

  // Deleted at once, and back; deleted again, it goes out by itself. The row keeps its place and the focus.
  const mine = page.locator('[data-row][aria-posinset="246"]');
  await mine.scrollIntoViewIfNeeded();
  await mine.focus();
  await page.keyboard.press('Delete');
  await mine.getByText('This message was deleted').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await mine.getByText('收到，正在看').waitFor();
  expect(await asked(page, 'message:delete')).toEqual([]);
  await mine.focus();
  await page.keyboard.press('Delete');
  await mine.getByText('This message was deleted').waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-posinset'))).toBe('246');
  await expect.poll(() => asked(page, 'message:delete'), { timeout: 8_000 }).toMatchObject([{ seq: 246 }]);

  // Unread from here by Alt and a click; a reload is not leaving.
  await row(page, 'Cluster is healthy').click({ modifiers: ['Alt'] });
  await expect.poll(() => asked(page, 'read:mark')).toContainEqual(expect.objectContaining({ seq: 242, back: true }));
  await page.reload();
  await page.locator('[data-row] [role="separator"]').waitFor();
  await page.keyboard.press('End');
  // Longer than what is seen takes to be read.
  await page.waitForTimeout(1_300);
  expect(await asked(page, 'read:mark')).toEqual([]);

  await page.keyboard.press('Control+k');
  await page.locator('dialog [role="combobox"]').fill('> date');
  await page.keyboard.press('Enter');
  const date = page.locator('dialog input[type="date"]');
  await expect.poll(() => date.evaluate((field) => field === document.activeElement)).toBe(true);
  const wanted = new Date(Date.now() - 2 * 24 * 3_600_000);
  const two = (part: number): string => String(part).padStart(2, '0');
  await date.fill(`${wanted.getFullYear()}-${two(wanted.getMonth() + 1)}-${two(wanted.getDate())}`);
  await page.keyboard.press('Enter');
  await expect.poll(() => path(page)).toMatch(/^\/r\/r_rel\/m\/\d+$/);
  await page.locator(`[data-row][aria-posinset="${path(page).split('/').at(-1)}"]`).waitFor();
  expect(faults()).toEqual([]);
});

test('[WEB-220, WEB-221] the sidebar folds and filters, by what is unread and what is muted, and stays so; at 1,920 px what is read and written stands in one column', async () => {
  const page = await open('/r/r_rel', { width: 1920, height: 1000, theme: 'dark' });
  const nav = page.locator('#sidebar');
  const lines = nav.locator('li a');
  const all = await lines.count();
  await nav.getByRole('button', { name: 'Direct messages' }).click();
  // What is unread is shown all the same.
  await expect.poll(() => lines.count()).toBeLessThan(all);
  await nav.getByRole('link', { name: /张伟/ }).waitFor();
  // What is muted is left out where she wants that, from when it is muted on.
  const design = nav.getByRole('link', { name: /产品设计/ });
  const filter = async (name: string): Promise<void> => {
    await nav.getByRole('button', { name: 'Filter conversations' }).click();
    await page.getByRole('menuitemcheckbox', { name }).click();
    await page.keyboard.press('Escape');
  };
  const mute = (until: number | undefined): Promise<void> =>
    page.evaluate((mutedUntil) => {
      type Server = {
        inboxRev: number;
        readonly lines: Map<string, object>;
        readonly entry: (conversation: string) => object;
        readonly emit: (event: string, payload: object) => void;
      };
      const { server } = globalThis as unknown as { server: Server };
      server.lines.set('r_design', { ...server.lines.get('r_design'), notify: { mutedUntil } });
      const prev = server.inboxRev;
      server.inboxRev += 1;
      server.emit('inbox:update', { prev, rev: server.inboxRev, entry: server.entry('r_design') });
    }, until);
  await filter('Hide muted');
  await design.waitFor();
  await mute(Date.now() + 3_600_000);
  await design.waitFor({ state: 'detached' });
  await mute(undefined);
  await design.waitFor();
  await filter('Hide muted');
  await nav.getByRole('button', { name: 'Filter conversations' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Unread only' }).click();
  await shot(page, 'filter-dark');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => design.count()).toBe(0);
  await page.reload();
  await nav.getByRole('link', { name: /张伟/ }).waitFor();
  expect(await design.count()).toBe(0);

  await row(page, 'Cluster is healthy').waitFor();
  const message = await row(page, 'Cluster is healthy').locator('> div').last().boundingBox();
  const field = await page.locator('form, #composer').first().boundingBox();
  expect(message?.width).toBe(960);
  expect(field && message && field.x > message.x && field.x + field.width < message.x + message.width).toBe(true);
  await shot(page, 'wide-dark');

  // Where something may be lost, nothing invites to it; the first field of a dialog has the focus.
  await page.keyboard.press('Control+k');
  await page.locator('dialog [role="combobox"]').fill('> leave');
  await page.keyboard.press('Enter');
  const leave = page.locator('dialog').getByRole('button', { name: 'Leave' });
  await leave.waitFor();
  await shot(page, 'danger-dark');
  await page.keyboard.press('Escape');
  expect(faults()).toEqual([]);
});

test('[WEB-3, WEB-11, WEB-12] keys and signs of every hour: End, the first unread, forward, the sheet of keys, a toolbar of five, a line for who types', async () => {
  const page = await open('/r/r_design?long=600&unread=200');
  const line = page.locator('[aria-posinset="401"] [role="separator"]');
  await line.waitFor();
  // Far above what is loaded then.
  for (const goUp of [
    () => page.getByRole('button', { name: 'First unread' }).click(),
    () => page.keyboard.press('Shift+PageUp'),
  ]) {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('End');
    await page.locator('[aria-posinset="600"]').waitFor();
    await line.waitFor({ state: 'detached' });
    await goUp();
    await line.waitFor();
  }

  // The toolbar of a message, and the same by its menu.
  const buttons = page.getByRole('toolbar').first().getByRole('button');
  await expect
    .poll(async () => {
      // Rows that are measured after the jump may move away from under the pointer.
      await page.locator('[data-row]').filter({ visible: true }).nth(3).hover();
      return buttons.count();
    })
    .toBeGreaterThan(0);
  expect(await buttons.count()).toBeLessThanOrEqual(5);

  // Who types has a place of its own: nothing moves.
  const top = (): Promise<number> =>
    page.locator('#composer').evaluate((field) => Math.round(field.getBoundingClientRect().top));
  const before = await top();
  await page.evaluate(() => {
    const { server } = globalThis as unknown as { server: { emit: (event: string, payload: unknown) => void } };
    const lina = { id: 'u_na', username: 'lina', displayName: '李娜', guest: true, rev: 0 };
    server.emit('typing:update', { conversation: 'r_design', users: [lina], more: 0 });
  });
  await page.getByText('李娜 is typing').waitFor();
  expect(await top()).toBe(before);

  // The sheet of keys.
  for (const keys of ['Control+/', '?']) {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press(keys);
    await page.locator('dialog kbd', { hasText: 'F6' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
  }

  // Forward as back; and the one before that has something unread.
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => path(page)).not.toBe('/r/r_design');
  const next = path(page);
  await page.goBack();
  await expect.poll(() => path(page)).toBe('/r/r_design');
  await page.goForward();
  await expect.poll(() => path(page)).toBe(next);
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await expect.poll(() => path(page)).not.toBe(next);
  expect(faults()).toEqual([]);
});
