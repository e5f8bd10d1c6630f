import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Look } from './support/browser.ts';
import { scriptedApp } from './support/scripted-app.ts';
import { settled } from './support/still.ts';

// People whose keyboards have other letters, who only use a keyboard, who listen, who need colours of their own. Over a server by script.

const app = scriptedApp();

const open = async (path: string, look: Look = {}): Promise<Page> => {
  const page = await app.openPage(path, look);
  await page.waitForSelector('[data-row]');
  await settled(page);
  return page;
};

type Scripted = {
  readonly server: {
    readonly say: (words: string, more: { readonly conversation: string; readonly at: number }) => void;
  };
};
const hear = (page: Page, words: string) =>
  page.evaluate(
    (said) => (globalThis as unknown as Scripted).server.say(said, { conversation: 'r_rel', at: Date.now() }),
    words,
  );
/** What has the focus: its row, its id, or its kind. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-posinset') ?? (element?.id || (element?.tagName.toLowerCase() ?? ''));
  });

describe('[WEB-60] keyboards of other layouts', () => {
  const ctrl = 2;
  const shift = 8;
  const strike = async (cdp: CDPSession, key: string, code: string, keyCode: number, modifiers = 0) => {
    const text = modifiers & ctrl ? '' : key;
    const at = { key, code, windowsVirtualKeyCode: keyCode, modifiers };
    await cdp.send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', ...at, text });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...at });
  };

  test.each([
    ['Russian', 'л', 'KeyK', ctrl],
    ['English with Caps Lock', 'K', 'KeyK', ctrl],
  ])('Ctrl+K opens the switcher in %s', async (_layout, key, code, held) => {
    const page = await open('/r/r_rel');
    const cdp = await page.context().newCDPSession(page);
    await strike(cdp, key, code, 75, held);
    await page.waitForSelector('dialog [role="combobox"]');
  });

  test('a second Ctrl+K is not the browser’s', async () => {
    const page = await open('/r/r_rel');
    await page.evaluate(() => {
      const left: string[] = [];
      Object.assign(globalThis, { left });
      const look = (event: KeyboardEvent) =>
        setTimeout(() => event.key === 'k' && !event.defaultPrevented && left.push(event.key));
      addEventListener('keydown', look, true);
    });
    for (let count = 0; count < 4; count += 1) await page.keyboard.press('Control+k');
    await page.waitForSelector('dialog [role="combobox"]');
    await page.keyboard.press('Control+k');
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    expect(await page.evaluate(() => (globalThis as unknown as { left: string[] }).left)).toEqual([]);
  });

  test('the keys of a message and Ctrl+B are where they are on the keyboard; / may need Shift', async () => {
    const page = await open('/r/r_rel');
    const cdp = await page.context().newCDPSession(page);
    await page.locator('[data-row]', { hasText: 'Cluster is healthy' }).focus();
    await strike(cdp, 'к', 'KeyR', 82);
    await page.getByText('Replying to').waitFor();
    const field = page.locator('#composer');
    await field.fill('важно');
    await field.evaluate((area: HTMLTextAreaElement) => area.select());
    await strike(cdp, 'и', 'KeyB', 66, ctrl);
    expect(await field.inputValue()).toBe('**важно**');
    await strike(cdp, '/', 'Digit7', 55, ctrl | shift);
    await page.waitForSelector('dialog dl');
  });

  test('Ctrl+K is held back before the app is there, whatever the layout', async () => {
    const page = await open('/r/r_rel');
    const held = await page.evaluate(() => {
      const { hold, keys } = (
        globalThis as unknown as { rookeryEarlyKeys: { hold: (event: KeyboardEvent) => void; keys: string[] } }
      ).rookeryEarlyKeys;
      const strikeEarly = (init: KeyboardEventInit) => {
        const event = new KeyboardEvent('keydown', { ...init, cancelable: true });
        hold(event);
        return event.defaultPrevented;
      };
      const isHeld = [
        strikeEarly({ key: 'л', code: 'KeyK', ctrlKey: true }),
        strikeEarly({ key: '@', code: 'KeyQ', ctrlKey: true, altKey: true, modifierAltGraph: true }),
        strikeEarly({ key: 't', code: 'KeyT', ctrlKey: true }),
      ];
      return { isHeld, keys };
    });
    expect(held).toEqual({ isHeld: [true, true, false], keys: ['', '@'] });
  });
});

describe('[WEB-64] a key that is held', () => {
  const hold = async (page: Page, key: string, repeats = 6) => {
    for (let count = 0; count <= repeats; count += 1) await page.keyboard.down(key);
    await page.keyboard.up(key);
  };

  test('the Enter that picks a room does not send the draft that waits there', async () => {
    const page = await open('/r/r_rel');
    await page.locator('#composer').fill('not yet');
    await page.getByRole('link', { name: /前端工程/ }).click();
    await page.waitForURL('**/r/r_web');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('dialog [role="option"]');
    await page.keyboard.type('fabu');
    await page.keyboard.down('Enter');
    await page.waitForURL('**/r/r_rel');
    await expect.poll(() => focused(page)).toBe('composer');
    await hold(page, 'Enter');
    expect(await page.locator('#composer').inputValue()).toBe('not yet');
  });

  test('the Enter that asks for a deletion does not say yes to it, the Esc that says no takes no further step', async () => {
    // What others wrote is asked about first.
    const page = await open('/r/r_kept?kept');
    await page.locator('#composer').press('Shift+ArrowUp');
    await page.getByText('Replying to').waitFor();
    await page.locator('[data-row]', { hasText: 'pnpm ops rollback' }).focus();
    await page.locator('[role="toolbar"] [aria-haspopup="menu"]').press('Enter');
    await page.locator('[role="menuitem"]', { hasText: 'Delete' }).focus();
    await page.keyboard.down('Enter');
    await page.waitForSelector('dialog[open]');
    await hold(page, 'Enter');
    expect(await page.locator('dialog[open]').count()).toBe(1);
    await hold(page, 'Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await page.getByText('Replying to').count()).toBe(1);
  });
});

describe('[WEB-61] the focus stays beside what is taken away', () => {
  test('a spoiler that is opened, a reaction that is taken back', async () => {
    const page = await open('/r/r_rel');
    await hear(page, 'the end: ||they win||');
    const row = page.locator('[data-row]', { hasText: 'the end' });
    await row.locator('button', { hasText: 'they win' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe(await row.getAttribute('aria-posinset'));
    const cluster = page.locator('[data-row]', { hasText: 'Cluster is healthy' });
    await cluster.focus();
    await page.locator('[role="toolbar"] button').first().press('Enter');
    const own = cluster.locator('[aria-pressed="true"]', { hasText: '👍' });
    await own.press('Enter');
    await own.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe(await cluster.getAttribute('aria-posinset'));
  });
});

describe('[WEB-62] colours of one’s own, and no motion', () => {
  test('the composer shows its focus, lists what is chosen, and a spoiler hides', async () => {
    const page = await open('/r/r_rel');
    await page.emulateMedia({ forcedColors: 'active' });
    await hear(page, 'the end: ||they win||');
    const spoiler = page.getByRole('button', { name: 'Hidden text. Show it' });
    await spoiler.waitFor();
    const seen = await spoiler.evaluate((element) => {
      const { color, backgroundColor } = getComputedStyle(element);
      return { color, backgroundColor };
    });
    expect(seen.color).toBe('rgba(0, 0, 0, 0)');
    expect(seen.backgroundColor).not.toBe('rgba(0, 0, 0, 0)');
    const outlineOf = (selector: string) =>
      page.locator(selector).evaluate((element) => getComputedStyle(element).outlineStyle);
    await page.locator('#composer').focus();
    await page.keyboard.type('@');
    await page.waitForSelector('[role="option"]');
    expect(await outlineOf('[role="option"][aria-selected="true"]')).toBe('solid');
    expect(
      await page.locator('#composer').evaluate((area) => {
        for (let at: Element | null = area; at; at = at.parentElement)
          if (getComputedStyle(at).outlineStyle === 'solid') return true;
        return false;
      }),
    ).toBe(true);
  });

  test('where motion is unwanted, an own message does not rise', async () => {
    const page = await open('/r/r_rel');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      addEventListener('animationstart', (event) => {
        const [moving] = (event.target as Element).getAnimations();
        if (Number(moving?.effect?.getComputedTiming().activeDuration) > 1) seen.push(event.animationName);
      });
    });
    await page.locator('#composer').fill('calmly');
    await page.locator('#composer').press('Enter');
    await page.locator('[data-row]', { hasText: 'calmly' }).waitFor();
    await page.waitForFunction(() => document.getAnimations().length === 0);
    expect(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual([]);
  });
});

test('[WEB-63] the same words said twice are announced twice, one’s own never', async () => {
  const page = await open('/r/r_rel');
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        if (addedNodes.length > 0 || target.nodeType === Node.TEXT_NODE)
          if (element?.closest('main > [role="status"]')) heard.push(element.textContent ?? '');
      }
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  const heard = () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  await hear(page, 'ok');
  await expect.poll(async () => (await heard()).length).toBe(1);
  await page.locator('#composer').fill('not for me');
  await page.locator('#composer').press('Enter');
  await page.locator('[data-row]', { hasText: 'not for me' }).waitFor();
  await hear(page, 'ok');
  await expect.poll(async () => (await heard()).length).toBe(2);
  const [first, second] = await heard();
  expect(second).toBe(first);
});

test('[WEB-63] the message that the keyboard is on has a name: who said what, when', async () => {
  const page = await open('/r/r_rel');
  await page.locator('[data-row]', { hasText: 'Cluster is healthy' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const row = page.getByRole('listitem', { name: /^Amelia Chen, .*, Cluster is healthy — 6 shards/ });
  await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true);
});

describe('[WEB-13] F6', () => {
  test('stays at what one reads: the focus goes to a row in view', async () => {
    const page = await open('/r/r_design?long=600&unread=400');
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    const isSeen = () =>
      page.evaluate(() => {
        const row = document.activeElement?.getBoundingClientRect();
        const log = document.querySelector('[role="log"]')?.getBoundingClientRect();
        return row !== undefined && log !== undefined && row.top < log.bottom && row.bottom > log.top;
      });
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-row'))).toBe(true);
    expect(await isSeen()).toBe(true);
  });

  test('goes on where nothing was said yet', async () => {
    const page = await app.openPage('/r/r_empty');
    await page.waitForSelector('#composer');
    await page.locator('#main h2').waitFor();
    for (const there of ['sidebar', 'log', 'composer']) {
      await page.keyboard.press('F6');
      const at = () =>
        page.evaluate(() => {
          const element = document.activeElement;
          return element?.closest('#sidebar') ? 'sidebar' : (element?.getAttribute('role') ?? element?.id);
        });
      await expect.poll(at).toBe(there);
    }
  });
});

test('[WEB-12] Tab leaves the picker of emoji and the card as it leaves a menu', async () => {
  const page = await open('/r/r_rel');
  const row = page.locator('[data-row]', { hasText: 'Cluster is healthy' });
  await row.focus();
  await page.keyboard.press('+');
  await page.waitForSelector('[role="dialog"] [role="combobox"]');
  await page.keyboard.press('Tab');
  await page.waitForSelector('[role="dialog"]', { state: 'detached' });
  await expect.poll(() => focused(page)).toBe(await row.getAttribute('aria-posinset'));
});

test('under a finger the picker of emoji opens without the keyboard that would cover it', async () => {
  const page = await open('/r/r_rel', { width: 390, height: 844, touch: true });
  await page.getByRole('button', { name: 'Emoji', exact: true }).tap();
  await page.waitForSelector('[role="dialog"] [role="option"]');
  expect(await focused(page)).not.toBe('input');
});

test('a spoiler that was shown hides what an edit puts there', async () => {
  const page = await open('/r/r_rel');
  await hear(page, 'the end: ||they win||');
  const row = page.locator('[data-row]', { hasText: 'the end' });
  await row.getByRole('button', { name: 'Hidden text. Show it' }).click();
  await row.getByText('they win').waitFor();
  const seq = Number(await row.getAttribute('aria-posinset'));
  await page.evaluate((number) => {
    type Log = { readonly edit: (at: number, content: string) => unknown };
    type Editing = {
      readonly server: {
        readonly log: (room: string) => Log;
        readonly emit: (event: string, payload: unknown) => void;
      };
    };
    const { server } = globalThis as unknown as Editing;
    server.emit('message:update', server.log('r_rel').edit(number, 'the end: ||all of them||'));
  }, seq);
  await row.getByRole('button', { name: 'Hidden text. Show it' }).waitFor();
});

test('[WEB-29] a megabyte that is pasted does not stop the page, and is said to be too long', async () => {
  const page = await open('/r/r_rel');
  await page.locator('#composer').focus();
  // A terminal's colours are cleaned away, which the browser's own pasting does not do.
  await page.locator('#composer').evaluate((area) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'a \u001b[31mlog\u001b[0m line\n'.repeat(60_000));
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  expect((await page.locator('#composer').inputValue()).length).toBe(40_000);
  await page.locator('main').getByText('too long').waitFor();
});

test('nothing went wrong in any window', () => {
  expect(app.faults()).toEqual([]);
});
