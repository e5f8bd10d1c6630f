import type { Locator, Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { scriptedApp } from './support/scripted-app.ts';
import { settled, still } from './support/still.ts';

const app = scriptedApp();

const sizes = [
  [320, 640],
  [360, 740],
  [640, 400],
  [800, 600],
  [1280, 800],
  [1920, 1000],
] as const;

/** What is shown and stands out of the window, and boxes that can be scrolled sideways though they should not. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} ${element.textContent?.slice(0, 20) ?? ''}`;
    const found: string[] = [];
    for (const element of document.querySelectorAll('body *')) {
      const box = element.getBoundingClientRect();
      if (
        box.width === 0 ||
        box.height === 0 ||
        element.closest('pre, svg, [class*="visually-hidden"], [class*="skip"], [class*="_tabs_"]')
      )
        continue;
      const style = getComputedStyle(element);
      if (/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
        found.push(`scrolls: ${name(element)}`);
      // What an ellipsis cuts off within its own box is in its place.
      let cut: Element | null = element;
      while (cut && getComputedStyle(cut).textOverflow !== 'ellipsis') cut = cut.parentElement;
      const { left, right } = (cut ?? element).getBoundingClientRect();
      if (right > innerWidth + 1 || left < -1)
        found.push(`${Math.round(box.left)}–${Math.round(box.right)}: ${name(element)}`);
    }
    if (document.documentElement.scrollWidth > innerWidth)
      found.push(`the page: ${document.documentElement.scrollWidth}`);
    return found.slice(0, 8);
  });

const isOnPage = (page: Page, selector: string): Promise<boolean> =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
    });

describe('[WEB-37] nothing is wider than its place', () => {
  test.for(sizes)('in a room at %d × %d', { timeout: 60_000 }, async ([width, height]) => {
    const page = await app.openPage('/r/r_rel?wide', { width, height });
    await page.waitForSelector('[data-row]');
    await settled(page);
    const wide: Record<string, string[]> = {};
    const look = async (screen: string) => {
      const found = await tooWide(page);
      if (found.length > 0) wide[screen] = found;
    };
    await look('room');
    await page.locator('#composer').fill(`${'draft'.repeat(100)}\n`.repeat(20));
    await settled(page);
    await look('draft');
    expect(await isOnPage(page, '#main header a[href$="members"]')).toBe(true);
    expect(await isOnPage(page, '#main header [aria-haspopup="menu"]')).toBe(true);
    expect(await isOnPage(page, ':has(> #composer) ~ button:last-child')).toBe(true);
    await page.locator('#main header [aria-haspopup="menu"]').click();
    await page.waitForSelector('[role="menuitem"]');
    await look('menu');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role="menuitem"]', { state: 'detached' });
    await page.locator('#main header a[href$="members"]').click();
    await page.waitForSelector('#panel li');
    await still(page);
    await look('members');
    await page.goBack();
    await page.waitForSelector('#panel', { state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.waitForSelector('dialog [role="option"]');
    await still(page);
    await look('switcher');
    expect(wide).toEqual({});
  });

  // A window that gets wider and wider is the same to the page as another window.
  test.for([
    ['/', '#main h1'],
    ['/dm/w1', '#main h1'],
    ['/r/r_inv', '#main h1'],
    ['/r/nowhere', '#main h1'],
    ['/rooms', '#main li'],
    ['/settings', '#main nav a'],
    ['/settings/account', '#main form'],
  ] as const)('%s at every size', { timeout: 60_000 }, async ([path, there]) => {
    const wide: Record<string, string[]> = {};
    const page = await app.openPage(`${path}?wide`, { width: 320, height: 640 });
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      await page.waitForSelector(there, { state: 'attached' });
      await still(page);
      const found = await tooWide(page);
      if (found.length > 0) wide[width] = found;
    }
    expect(wide).toEqual({});
  });
});

describe('[WEB-251] in words a third longer, from right to left', () => {
  test.for(['/r/r_rel', '/inbox', '/rooms', '/settings/account'] as const)(
    '%s has its places mirrored, and all in them',
    { timeout: 60_000 },
    async (path) => {
      const page = await app.openPage(`${path}?mirrored&pseudo`, { width: 1280, height: 800 });
      await page.waitForSelector('#main h1, [data-row]');
      await still(page);
      const wide: Record<string, string[]> = {};
      const centres = await page.evaluate(() =>
        ['nav', '#main'].map((selector) => {
          const { left = 0, right = 0 } = document.querySelector(selector)?.getBoundingClientRect() ?? {};
          return (left + right) / 2;
        }),
      );
      expect(centres[0]).toBeGreaterThan(centres[1] ?? Infinity);
      // Each control's words come from the catalogue.
      await page.locator('nav > button[aria-haspopup="menu"]').click();
      await page.waitForSelector('[role="menuitem"]');
      const bare = await page.getByRole('menuitem').allInnerTexts();
      expect(bare.filter((words) => !words.startsWith('['))).toEqual([]);
      await page.keyboard.press('Escape');
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await still(page);
        const found = await tooWide(page);
        if (found.length > 0) wide[width] = found;
        expect(await axeFindings(page), `${width}`).toEqual([]);
      }
      expect(wide).toEqual({});
    },
  );
});

/** What opens over the screen: where, and by what. */
const overlays: Readonly<Record<string, { readonly path: string; readonly by: (page: Page) => Promise<void> }>> = {
  'edit room': { path: '/r/r_empty', by: (page) => menuItem(page, '#main header [aria-haspopup="menu"]', 'Edit room') },
  invite: { path: '/r/r_empty', by: (page) => menuItem(page, '#main header [aria-haspopup="menu"]', 'Invite people') },
  'leave room': {
    path: '/r/r_empty',
    by: (page) => menuItem(page, '#main header [aria-haspopup="menu"]', 'Leave room'),
  },
  'create room': { path: '/rooms', by: (page) => page.locator('#main header button').last().click() },
  'sign out': { path: '/', by: (page) => menuItem(page, 'nav > button[aria-haspopup="menu"]', 'Sign out') },
  'own menu': { path: '/', by: (page) => page.locator('nav > button[aria-haspopup="menu"]').click() },
  keys: { path: '/', by: (page) => page.keyboard.press('Control+/') },
  switcher: { path: '/r/r_rel', by: (page) => page.keyboard.press('Control+k') },
  emoji: { path: '/r/r_rel', by: (page) => page.getByRole('button', { name: 'Emoji' }).click() },
  person: {
    path: '/r/r_rel',
    by: async (page) => {
      // What loads after the first screen moves rows, and a card beside one that moves closes.
      await settled(page);
      await page.locator('[data-row] [class*="_head_"] button').last().click();
    },
  },
  'remove member': {
    path: '/r/r_empty/members',
    by: (page) => page.locator('#panel li button[aria-label^="Remove"]').last().click(),
  },
  actions: {
    path: '/r/r_rel',
    by: async (page) => {
      await settled(page);
      const words = page.locator('[data-row]', { hasText: '收到，正在看' }).getByText('收到，正在看');
      const cdp = await page.context().newCDPSession(page);
      // A row that moves between the look and the finger is pressed again, as anybody would.
      await vi.waitFor(async () => {
        const box = await words.boundingBox();
        const at = [{ x: (box?.x ?? 0) + 5, y: (box?.y ?? 0) + 5 }];
        await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at });
        const opened = page.waitForSelector('dialog[open]', { timeout: 5_000 });
        await opened.finally(() => cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }));
      }, 20_000);
    },
  },
};

const menuItem = async (page: Page, menu: string, item: string): Promise<void> => {
  await page.locator(menu).click();
  await page.getByRole('menuitem', { name: item }).click();
};

/** Where what floats stands out of the window, or has buttons that cannot be scrolled to. */
const outOfWindow = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const floating = document.querySelector('dialog[open], [popover="auto"]:popover-open');
    if (!floating) return ['nothing is open'];
    const found: string[] = [];
    const isOutside = ({ left, right, top, bottom }: DOMRect) =>
      left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
    if (isOutside(floating.getBoundingClientRect())) found.push(JSON.stringify(floating.getBoundingClientRect()));
    for (const control of floating.querySelectorAll('button, input, label')) {
      control.scrollIntoView({ block: 'nearest' });
      if (isOutside(control.getBoundingClientRect())) found.push(`out of reach: ${control.textContent?.slice(0, 30)}`);
    }
    return found.slice(0, 5);
  });

describe('[WEB-37] every dialog, menu and picker fits', () => {
  test.for([
    [320, 640, true],
    [360, 740, true],
    [640, 400, false],
  ] as const)('at %d × %d', { timeout: 120_000 }, async ([width, height, touch]) => {
    const wide: Record<string, string[]> = {};
    const page = await app.openPage('/?wide', { width, height, touch });
    for (const [name, { path, by }] of Object.entries(overlays)) {
      if (name === (touch ? 'keys' : 'actions')) continue;
      // A page of its own: what was open in the one before is no step of this one's history.
      await page.goto('about:blank');
      await page.goto(app.url(`${path}${name === 'actions' ? '' : '?wide'}`));
      await page.waitForSelector(path.includes('members') ? '#panel li' : path === '/r/r_rel' ? '[data-row]' : '#main');
      await by(page);
      const isPopover = /menu|emoji|person/.test(name);
      await page
        .waitForSelector(isPopover ? '[popover="auto"]:popover-open' : 'dialog[open]', { timeout: 10_000 })
        .catch((cause: unknown) => {
          throw new Error(`${name} did not open`, { cause });
        });
      // Some rise into their place.
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
      const found = [...(await tooWide(page)), ...(await outOfWindow(page))];
      if (found.length > 0) wide[name] = found;
    }
    expect(wide).toEqual({});
  });

  test('a search that finds nothing offers to create the room by a label that stays in its place', async () => {
    const page = await app.openPage('/rooms', { width: 360, height: 740 });
    await page.locator('input[type="search"]').fill('z'.repeat(64));
    const button = page.getByRole('button', { name: /^Create “/ });
    await button.waitFor();
    expect(await tooWide(page)).toEqual([]);
  });
});

const boxOf = async (locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> => {
  const box = await locator.boundingBox();
  if (!box) throw new Error('it is not shown');
  // In hundredths of a pixel: what is beyond is the browser's own arithmetic.
  const hundredths = (value: number): number => Math.round(value * 100) / 100;
  return { x: hundredths(box.x), y: hundredths(box.y), width: hundredths(box.width), height: hundredths(box.height) };
};

describe('[WEB-47] things stand in their place', () => {
  test('at 1,920 px a toolbar stands at the edge of the column, and code uses the room there is', async () => {
    const page = await app.openPage('/r/r_rel?wide', { width: 1920, height: 1000 });
    const row = page.locator('[data-row]', { has: page.locator('pre') }).last();
    await row.waitFor();
    await settled(page);
    await row.focus();
    await row.getByRole('toolbar').waitFor();
    const toolbar = await boxOf(row.getByRole('toolbar'));
    const column = await boxOf(row.locator('> div').last());
    expect(column.width).toBe(960);
    // One column, whose edge the toolbar keeps to.
    expect(Math.abs(toolbar.x + toolbar.width - (column.x + column.width - 20))).toBeLessThanOrEqual(2);
    // The composer stands below the words, not beside them by half a scrollbar.
    const composer = await boxOf(page.locator('[class*="_composer_"]').first());
    expect(Math.abs(composer.x - (column.x + 20))).toBeLessThanOrEqual(0.5);
    expect(Math.abs(composer.x + composer.width - (column.x + column.width - 20))).toBeLessThanOrEqual(0.5);
    const code = await boxOf(row.locator('pre'));
    expect(Math.abs(column.x + column.width - 20 - (code.x + code.width))).toBeLessThanOrEqual(4);
  });

  test('the author of an answer stands beside the name, below what is answered', async () => {
    const page = await app.openPage('/r/r_rel');
    const row = page.locator('[data-row]', { hasText: '收到，正在看' });
    const avatar = await boxOf(row.locator('[class*="_avatarButton_"]'));
    const quote = await boxOf(row.getByRole('button', { name: /In reply to/ }));
    const name = await boxOf(row.locator('[class*="_name_"]').first());
    expect(avatar.y).toBeGreaterThan(quote.y + quote.height - 0.1);
    expect(Math.abs(avatar.y - name.y)).toBeLessThanOrEqual(4);
  });

  test('avatars in the invitation are seals of 28 px, and a word that is nobody’s is not tried', async () => {
    const page = await app.openPage('/r/r_empty');
    await menuItem(page, '#main header [aria-haspopup="menu"]', 'Invite people');
    const dialog = page.locator('dialog');
    await dialog.getByRole('button', { name: /张伟/ }).waitFor();
    for (const avatar of await dialog.locator('li [class*="_avatar_"]').all())
      expect(await boxOf(avatar)).toMatchObject({ width: 28, height: 28 });
    await dialog.locator('input').fill('zzzz');
    await dialog.getByText('Nobody is called zzzz.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Invite', exact: true }).isDisabled()).toBe(true);
    await page.keyboard.press('Enter');
    const asked = () =>
      page.evaluate(() =>
        (globalThis as unknown as { server: { counts: (name: string) => number } }).server.counts('room:invite'),
      );
    expect(await asked()).toBe(0);
    await dialog.locator('input').fill('Amelia Chen');
    await dialog.getByRole('button', { name: /Amelia Chen/ }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(asked).toBe(1);
  });

  test('a spoiler is darker than the words around it in dark, lighter in light', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const page = await app.openPage('/r/r_rel', { theme });
      await page.waitForSelector('[data-row]');
      await page.locator('#composer').fill('beside ||hidden||');
      await page.locator('#composer').press('Enter');
      const spoiler = page.locator('[data-row] button[class*="_spoiler_"]');
      await spoiler.waitFor();
      const contrasts = await spoiler.evaluate((element) => {
        const luminance = (color: string) => {
          const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
            const value = Number(part) / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
          });
          return red * 0.2126 + green * 0.7152 + blue * 0.0722;
        };
        const against = luminance(getComputedStyle(document.body).backgroundColor);
        const contrast = (color: string) => {
          const one = luminance(color);
          return (Math.max(one, against) + 0.05) / (Math.min(one, against) + 0.05);
        };
        return {
          spoiler: contrast(getComputedStyle(element).backgroundColor),
          words: contrast(getComputedStyle(element.parentElement ?? element).color),
        };
      });
      expect(contrasts.spoiler).toBeGreaterThanOrEqual(3);
      expect(contrasts.spoiler).toBeLessThan(contrasts.words * 0.6);
    }
  });
});
