import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { scriptedApp } from './support/scripted-app.ts';
import { settled } from './support/still.ts';

const app = scriptedApp('in parts');

// What opens over the screen: whose the keys are, what back closes, where the focus goes. Over a server by script.

const open = async (path: string): Promise<Page> => {
  const page = await app.openPage(path);
  await page.waitForSelector('[data-row]');
  await settled(page);
  return page;
};

/** A window in which the files that match come when the test lets go of them. */
const openHeld = async (path: string, file: RegExp): Promise<{ page: Page; letGo: () => Promise<void> }> => {
  const context = await app.browser().newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  let letGo = (): void => undefined;
  const isLetGo = new Promise<void>((done) => {
    letGo = done;
  });
  await page.route(file, async (route) => {
    await isLetGo;
    await route.continue();
  });
  const come = page.waitForResponse(file, { timeout: 0 });
  // Where a test fails before, nobody waits for it.
  come.catch(() => undefined);
  await page.goto(app.url(path), { waitUntil: 'commit' });
  return {
    page,
    letGo: async () => {
      letGo();
      await (await come).finished();
    },
  };
};

type Scripted = {
  readonly server: {
    readonly reads: Map<string, number>;
    readonly counts: (name: string) => number;
    readonly cut: () => void;
    readonly say: (content: string, more: object) => void;
  };
};

const sent = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as Scripted).server.counts('message:room'));

describe('[WEB-36] a key belongs to what was opened before it was struck', () => {
  test('the quick switcher gets what is typed while its code is loading', async () => {
    const { page, letGo } = await openHeld('/r/r_rel', /Switcher.*\.js/);
    await page.waitForSelector('#composer');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('random');
    await page.keyboard.press('Enter');
    await letGo();
    await page.waitForURL('**/r/r_empty');
    expect(await page.locator('dialog').count()).toBe(0);
    expect(await page.locator('#composer').inputValue()).toBe('');
    expect(await sent(page)).toBe(0);
    await page.goBack();
    expect(await page.locator('#composer').inputValue()).toBe('');
  });

  test('also where the whole app is loading', async () => {
    const { page, letGo } = await openHeld('/r/r_rel', /first-.*\.js/);
    await page.waitForFunction(() => 'rookeryEarlyKeys' in globalThis);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('random');
    await page.keyboard.press('Enter');
    await letGo();
    await page.waitForURL('**/r/r_empty');
    expect(await sent(page)).toBe(0);
  });

  test('Esc gives up what is loading, and the composer has the keys again', async () => {
    const { page, letGo } = await openHeld('/r/r_rel', /Switcher.*\.js/);
    await page.waitForSelector('#composer');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('ran');
    await page.keyboard.press('Escape');
    await page.keyboard.type('hello');
    expect(await page.locator('#composer').inputValue()).toBe('hello');
    await letGo();
    await settled(page);
    expect(await page.locator('dialog').count()).toBe(0);
  });

  test('the emoji picker gets what is typed while it is loading', async () => {
    const { page, letGo } = await openHeld('/r/r_rel', /EmojiPicker.*\.js/);
    await page.waitForSelector('[data-row]');
    await settled(page);
    await page.locator('[data-row]', { hasText: 'Cluster is healthy' }).focus();
    await page.keyboard.press('+');
    await page.keyboard.type('tada');
    await letGo();
    await expect.poll(() => page.locator('[popover] input').inputValue()).toBe('tada');
    expect(await page.locator('#composer').inputValue()).toBe('');
  });

  test('also while the toolbar of its row is; an editor gets what is typed too', async () => {
    const { page, letGo } = await openHeld('/r/r_rel', /late-.*\.js/);
    await page.waitForSelector('[data-row]');
    await settled(page);
    await page.locator('[data-row]', { hasText: 'Cluster is healthy' }).focus();
    await page.keyboard.press('+');
    await page.keyboard.type('tada');
    const open = page.locator('[popover="auto"], [role="toolbar"]');
    expect(await open.evaluateAll((all) => all.map(({ outerHTML }) => outerHTML.slice(0, 200)))).toEqual([]);
    await letGo();
    await expect.poll(() => page.locator('[popover] input').inputValue()).toBe('tada');

    const { page: other, letGo: letGoThere } = await openHeld('/r/r_rel', /late-.*\.js/);
    await other.waitForSelector('[data-row]');
    await settled(other);
    const mine = other.locator('[data-row]', { hasText: '收到，正在看' });
    await mine.focus();
    await other.keyboard.press('e');
    await other.keyboard.type('?!');
    // What it says is there until it can be edited.
    expect(await mine.innerText()).toContain('收到，正在看');
    await letGoThere();
    await expect.poll(() => mine.locator('textarea').inputValue()).toBe('收到，正在看。?!');
    await other.keyboard.type('!');
    expect(await mine.locator('textarea').inputValue()).toBe('收到，正在看。?!!');
  });
});

test('[WEB-282] what is loaded later comes with its styles, though they were lost on the way', async () => {
  const context = await app.browser().newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const lost: string[] = [];
  await page.route(/\.css$/, (route) => {
    const url = route.request().url();
    // The first of each, but for those that the page begins with.
    if (route.request().frame().url() === 'about:blank' || /first-|index-/.test(url) || lost.includes(url))
      return route.continue();
    lost.push(url);
    return route.abort();
  });
  await page.goto(app.url('/r/r_rel'));
  await page.waitForSelector('[data-row]');
  // Rules of one that did not come cannot be read.
  const sheets = (): Promise<string[]> =>
    page.evaluate(() =>
      [...document.styleSheets].flatMap((sheet) => {
        try {
          return sheet.cssRules.length > 0 ? (sheet.href ?? []) : [];
        } catch {
          return [];
        }
      }),
    );
  const log = page.locator('[role="log"]');
  const { height } = await log.evaluate((element) => element.getBoundingClientRect());
  const row = page.locator('[data-row]', { hasText: 'Cluster is healthy' });
  await expect
    .poll(async () => {
      await row.hover();
      return page.locator('[role="toolbar"]').count();
    })
    .toBe(1);
  expect(lost.length).toBeGreaterThan(2);
  const missing = async (): Promise<string[]> => {
    const shown = await sheets();
    return lost.filter((url) => !shown.includes(url));
  };
  await expect.poll(missing).toEqual([]);
  expect((await log.evaluate((element) => element.getBoundingClientRect())).height).toBe(height);
  await context.close();
});

/** Until the browser's history has an entry for what floats, or none: a person who presses back is slower than that. */
const entered = (page: Page, isEntered: boolean): Promise<unknown> =>
  page.waitForFunction(
    (wanted) => ((history.state as { over?: string } | null)?.over !== undefined) === wanted,
    isEntered,
  );

describe('[WEB-15] on a phone, back closes one thing', () => {
  test('the sheet of actions, then the room; a menu, a dialog over it, a picker', async () => {
    const page = await app.openPage('/', { width: 390, height: 844, touch: true });
    await page
      .getByRole('link', { name: /发布公告/ })
      .first()
      .click();
    await page.waitForSelector('[data-row]');
    await settled(page);
    const path = () => new URL(page.url()).pathname;
    const words = page.locator('[data-row]', { hasText: '收到，正在看' }).getByText('收到，正在看');
    const box = await words.boundingBox();
    const cdp = await page.context().newCDPSession(page);
    const at = [{ x: (box?.x ?? 0) + 10, y: (box?.y ?? 0) + 10 }];
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at });
    await page.waitForSelector('dialog[open]');
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.goBack();
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(path()).toBe('/r/r_rel');

    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menuitem', { name: 'Leave room' }).click();
    await page.waitForSelector('dialog[open]');
    expect(await page.locator('[role="menu"]').count()).toBe(0);
    await page.goBack();
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(path()).toBe('/r/r_rel');

    await page.getByRole('button', { name: 'Emoji' }).click();
    await page.waitForSelector('[popover] input');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[popover] input', { state: 'detached' });
    await entered(page, false);
    await page.goBack();
    await page.locator('nav').waitFor();
    expect(path()).toBe('/');
  });
});

test.each(['', ' on a busy machine,'])(
  '[WEB-15] on a phone,%s back closes what is still loading, and nothing else',
  async (busy) => {
    const page = await app.openPage('/', { width: 390, height: 844, touch: true });
    // There what is due at once comes late, and together.
    if (busy)
      await page.addInitScript(() => {
        const { setTimeout: after } = globalThis;
        let due: (() => void)[] = [];
        setInterval(() => {
          const now = due;
          due = [];
          for (const callback of now) callback();
        }, 300);
        const setTimeout = (callback: () => void, delay?: number) =>
          delay === undefined ? due.push(callback) : after(callback, delay);
        Object.assign(globalThis, { setTimeout });
      });
    let isHeld = true;
    const held: (() => void)[] = [];
    await page.route(/(?:ConfirmDialog|Switcher|EmojiPicker|ActionSheet).*\.js/, async (route) => {
      if (isHeld) await new Promise<void>((done) => held.push(done));
      await route.continue();
    });
    // Anew: what was loaded before does not count.
    await page.reload();
    const rooms = page.getByRole('link', { name: /发布公告/ }).first();
    await rooms.click();
    await page.waitForSelector('[data-row]');
    await settled(page);
    const path = () => new URL(page.url()).pathname;

    const opened: readonly (() => Promise<void>)[] = [
      async () => {
        await page.getByRole('button', { name: 'Room menu' }).click();
        await page.getByRole('menuitem', { name: 'Leave room' }).click();
        await page.locator('[role="menu"]').waitFor({ state: 'detached' });
      },
      () => page.getByRole('button', { name: 'Emoji' }).click(),
    ];
    for (const open of opened) {
      await open();
      await entered(page, true);
      await page.goBack();
      await entered(page, false);
      expect(path()).toBe('/r/r_rel');
      expect(await page.locator('dialog, [popover] input').count()).toBe(0);
    }
    // What comes now was given up.
    isHeld = false;
    for (const letGo of held) letGo();
    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menuitem', { name: 'Leave room' }).click();
    await page.waitForSelector('dialog[open]');
    expect(await page.locator('dialog').count()).toBe(1);
    // Back closed the overlay although its code was still loading. Opened again it must add exactly one history entry, like any other.
    await page.goBack();
    await page.waitForSelector('dialog', { state: 'detached' });
    await entered(page, false);
    expect(path()).toBe('/r/r_rel');
    await page.goBack();
    await rooms.waitFor();
    expect(path()).toBe('/');
  },
);

test('[WEB-12] Cancel by mouse in the dialog that asks before deleting gives the focus back', async () => {
  // What others wrote is asked about first.
  const page = await open('/r/r_kept?kept');
  const row = page.locator('[data-row]', { hasText: 'pnpm ops rollback' }).first();
  await row.focus();
  await page.keyboard.press('Delete');
  await page.locator('dialog').waitFor();
  await page.locator('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.waitForSelector('dialog', { state: 'detached' });
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-row]') !== null)).toBe(true);
});
