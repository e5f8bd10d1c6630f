import { createClient, memorySession } from '@rookery/client';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { closeWindows, launchBrowser, type Look, type Watched } from './support/browser.ts';
import { createRoom, joinAs, rowWith, say } from './support/people.ts';
import { settled } from './support/still.ts';

// What people write and are called: kept as it was typed, whatever is in it.

let browser: Browser;
let target: Target;
const windows: Watched[] = [];
let count = 0;
/** A name nobody has yet. */
const fresh = (name: string) => `${name}${(count += 1)}`;

beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
});

afterEach(() => closeWindows(browser));

afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

const join = async (name: string, look: Look = {}) => {
  const watched = await joinAs(browser, target.url, name, look);
  windows.push(watched);
  return watched.page;
};

const composer = (page: Page) => page.locator('#composer');
const lastRow = (page: Page) => page.locator('[data-row]').last();

describe('[WEB-28] what is kept is what was typed', () => {
  test('keys, paths, addresses and times are no emoji, sent or edited; a code that stands alone is shown as its sign', async () => {
    const page = await join(fresh('Ann'));
    await createRoom(page, fresh('words'));
    for (const text of [
      'root:x:0:0:root:/root:/bin/bash',
      'session:lock:42',
      'fd00:100::1',
      '\\:tada:',
      '10:30:45',
      'http://a.example:100/x:y',
      'std::vector::size',
      'key: ok:x:y',
      'C:\\x:100:\\y',
      '状态：ok：好',
    ]) {
      const words = text.replace('\\:', ':');
      await say(page, text);
      await expect.poll(() => lastRow(page).innerText()).toContain(words);
      // What is still on its way cannot be edited.
      await page.locator('[data-row][aria-posinset]', { hasText: words }).waitFor();
      await composer(page).press('ArrowUp');
      const editor = page.locator('[data-row] textarea');
      expect(await editor.inputValue()).toBe(text);
      await editor.fill(`${text} !`);
      await editor.press('Enter');
      await expect.poll(() => lastRow(page).innerText()).toContain(`${words} !`);
      await composer(page).press('ArrowUp');
      expect(await editor.inputValue()).toBe(`${text} !`);
      await editor.press('Escape');
    }
    await say(page, 'done :rocket:');
    await expect.poll(() => lastRow(page).innerText()).toContain('done 🚀');
    await page.locator('[data-row][aria-posinset]', { hasText: 'done 🚀' }).waitFor();
    await composer(page).press('ArrowUp');
    expect(await page.locator('[data-row] textarea').inputValue()).toBe('done :rocket:');
  });

  test('Enter after a full-width colon sends what is there', async () => {
    const page = await join(fresh('小明'), { locale: 'zh-CN' });
    await createRoom(page, fresh('状态'));
    await composer(page).pressSequentially('状态：ok');
    await page.waitForSelector('[role="option"]');
    await page.keyboard.press('Enter');
    await expect.poll(() => lastRow(page).innerText()).toContain('状态：ok');
    expect(await composer(page).inputValue()).toBe('');
  });
});

describe('[WEB-29] what cannot be taken', () => {
  const writable = async (page: Page): Promise<void> =>
    page.context().grantPermissions(['clipboard-read', 'clipboard-write']);

  test('a terminal’s colours, a slide’s breaks and hidden letters are gone when they are pasted; undo takes the paste back', async () => {
    const page = await join(fresh('Ann'));
    await writable(page);
    await createRoom(page, fresh('paste'));
    const given = '\u001b[31merror\u001b[0m\u000bone\u0085two\r\nthree\u2028four\ufeff\u{e0061}';
    await page.evaluate((text) => navigator.clipboard.writeText(text), given);
    await composer(page).focus();
    await page.keyboard.press('Control+v');
    await expect.poll(() => composer(page).inputValue()).toBe('error\none\ntwo\nthree\nfour');
    await page.keyboard.press('Control+z');
    expect(await composer(page).inputValue()).toBe('');
    // Set by a program, or dropped: the same.
    await composer(page).fill('a\u0000b\u001b[1mc');
    expect(await composer(page).inputValue()).toBe('abc');
    await page.keyboard.press('Enter');
    await page.locator('[data-row][aria-posinset]', { hasText: 'abc' }).waitFor();
    await composer(page).press('ArrowUp');
    const editor = page.locator('[data-row] textarea');
    await editor.fill('d\u0007e');
    await editor.press('Enter');
    await expect.poll(() => lastRow(page).innerText()).toContain('de');
  });

  test('[WEB-131] a picture in the clipboard, and a file that is dropped anywhere, lie in the composer; where none is open, that is said', async () => {
    const page = await join(fresh('小明'), { locale: 'zh-CN' });
    await writable(page);
    await createRoom(page, fresh('图片'));
    await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 2, height: 2 });
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
      if (blob) await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    });
    await composer(page).focus();
    await page.keyboard.press('Control+v');
    await page.getByRole('button', { name: /^移除 image\.png/ }).waitFor();
    const drop = () =>
      page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'x.pdf'));
        return !document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      });
    // Else the browser would leave the chat for the file.
    expect(await drop()).toBe(true);
    await page.getByRole('button', { name: /^移除 x\.pdf/ }).waitFor();
    await page.locator('nav').getByRole('link', { name: '收件箱' }).first().click();
    await page.locator('#composer').waitFor({ state: 'detached' });
    expect(await drop()).toBe(true);
    await page.locator('[popover]').getByText('这里不能发送文件').waitFor();
  });

  test('what shows nothing is not sent, and not saved by an edit; both say so', async () => {
    const page = await join(fresh('Ann'));
    await createRoom(page, fresh('nothing'));
    await say(page, 'something');
    await page.locator('[data-row][aria-posinset]', { hasText: 'something' }).waitFor();
    for (const nothing of ['\u200b', '\u3164', '\u2800', '>', '```\n```', '\u0301\u0301']) {
      await composer(page).fill(nothing);
      expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
      await composer(page).press('Enter');
      await page.getByText('nothing in it that anybody would see').waitFor();
    }
    await composer(page).fill('');
    await composer(page).press('ArrowUp');
    const editor = page.locator('[data-row] textarea');
    await editor.fill('\u200b');
    await editor.press('Enter');
    await page.locator('[data-row]').getByText('nothing in it that anybody would see').waitFor();
    await editor.fill('重'.repeat(2_700));
    await editor.press('Enter');
    await page.locator('[data-row]').getByText('About 34 characters too long').waitFor();
    await editor.press('Escape');
    expect(await rowWith(page, 'something').count()).toBe(1);
    expect(await page.locator('[data-row]').count()).toBe(1);
  });
});

describe('[WEB-39] a message that is too long', () => {
  test('says about how many characters, below the text and not over it', async () => {
    const page = await join(fresh('小明'), { locale: 'zh-CN' });
    await createRoom(page, fresh('长'));
    await composer(page).fill('重'.repeat(2_700));
    const note = page.getByText('约超出 34 个字');
    await note.waitFor();
    const [field, words] = [await composer(page).boundingBox(), await note.boundingBox()];
    expect(words?.y).toBeGreaterThan((field?.y ?? 0) + (field?.height ?? 0) - 0.1);
    await composer(page).fill('重'.repeat(2_600));
    await page.getByText('还可写约 66 个字').waitFor();
  });
});

describe('[WEB-30] names of any characters', () => {
  test('a room is picked, linked and opened whose name begins with another room’s name', async () => {
    const page = await join(fresh('Ann'));
    const name = fresh('Release');
    const short = await createRoom(page, name);
    const long = await createRoom(page, `${name} notes`);
    await createRoom(page, fresh('home'));
    await composer(page).pressSequentially(`see #${name}`);
    await page.getByRole('option', { name: `${name} notes` }).click();
    expect(await composer(page).inputValue()).toBe(`see #[${name} notes] `);
    await page.keyboard.type(`and #${name} or #[derive(Debug)]`);
    // The suggestion for the plain name takes the first Enter.
    await page.keyboard.press('Escape');
    await composer(page).press('Enter');
    await expect.poll(() => lastRow(page).innerText()).toContain('#[derive(Debug)]');
    const links = lastRow(page).locator('a');
    await expect
      .poll(() => links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))))
      .toEqual([long, short]);
    await links.first().click();
    await page.waitForURL(`**${long}`);
  });

  test.each(['50% off', 'a%2Fb', '100%', 'Q&A #1?', '..a/b'])('a room called %s opens by its name', async (called) => {
    const page = await join(fresh('Ann'));
    const name = `${called} ${fresh('x')}`;
    const path = await createRoom(page, name);
    await page.goto(`${target.url}/r/${encodeURIComponent(name)}`);
    await page.waitForURL(`**${path}`);
    await composer(page).waitFor();
  });
});

describe('[WEB-31] marks stacked on a letter', () => {
  const zalgo = (letter: string, marks: number) => letter + '\u0310\u0332'.repeat(marks / 2);

  test('stay in their row, in a message and in a name', async () => {
    const page = await join(zalgo('Z', 24));
    await createRoom(page, fresh('zalgo'));
    await say(page, 'above');
    await say(page, zalgo('H', 100) + zalgo('e', 100));
    await say(page, 'below');
    // All on their way no more: the mark of that would be in one picture and not in the other.
    await expect.poll(() => page.locator('[data-row][aria-posinset]').count()).toBe(3);
    await settled(page);
    await page.mouse.move(0, 0);
    const rows = page.locator('[data-row]');
    expect(await rows.count()).toBe(3);
    const seen = async () => [await rows.nth(0).screenshot(), await rows.nth(2).screenshot()];
    const before = await seen();
    await rows.nth(1).evaluate((row: HTMLElement) => row.style.setProperty('visibility', 'hidden'));
    const alone = await seen();
    expect(before[0]?.equals(alone[0] as never)).toBe(true);
    expect(before[1]?.equals(alone[1] as never)).toBe(true);
  });
});

describe('[WEB-26] marks of direction', () => {
  test('in a message do not turn the mark after it', async () => {
    const page = await join(fresh('Ann'));
    await createRoom(page, fresh('bidi'));
    await say(page, 'first');
    await page.locator('[data-row][aria-posinset]', { hasText: 'first' }).waitFor();
    for (const text of ['\u202eabc def', '\u2069\u202eabc def', '\u2067abc def', 'שלום abc']) {
      await composer(page).press('ArrowUp');
      const editor = page.locator('[data-row] textarea');
      await editor.fill(text);
      await editor.press('Enter');
      const mark = page.locator('[data-row]').getByText('edited');
      await mark.waitFor();
      await editor.waitFor({ state: 'detached' });
      const isOutside = await mark.evaluate((element: HTMLElement) => {
        const words = element.parentElement?.querySelector('span');
        const [mine, theirs] = [element.getBoundingClientRect(), words?.getBoundingClientRect()];
        return theirs !== undefined && (mine.left >= theirs.right - 1 || mine.right <= theirs.left + 1);
      });
      expect(isOutside, JSON.stringify(text)).toBe(true);
      const isLeftToRight = !text.startsWith('ש');
      const onTheRight = await mark.evaluate((element: HTMLElement) => {
        const words = element.parentElement?.querySelector('span')?.getBoundingClientRect();
        return element.getBoundingClientRect().left >= (words?.right ?? 0) - 1;
      });
      expect(onTheRight, JSON.stringify(text)).toBe(isLeftToRight);
    }
  });
});

describe('[WEB-27] two people of one display name', () => {
  test('are told apart by their usernames', async () => {
    const page = await join(fresh('Ben'));
    const path = await createRoom(page, fresh('twins'));
    const name = fresh('Ann');
    const clients = await Promise.all(
      ['one', 'two'].map(async (username) => {
        const client = createClient({ url: target.url, session: memorySession() });
        await client.join(fresh(username), name);
        await client.joinRoom(path.split('/').at(-1) ?? '');
        return client;
      }),
    );
    const room = path.split('/').at(-1) ?? '';
    for (const client of clients) await client.request('message:room', { room, content: `from ${name}` });
    await expect.poll(() => rowWith(page, `from ${name}`).count()).toBe(2);
    await expect
      .poll(async () => (await page.locator('[data-row]').allInnerTexts()).join(' '))
      .toMatch(new RegExp(`${name} @(one|two)\\d+[^]*${name} @(one|two)\\d+`));
    for (const client of clients) client.close();
  });
});

test('nothing went wrong in any window', () => {
  expect(windows.flatMap(({ faults }) => faults)).toEqual([]);
});
