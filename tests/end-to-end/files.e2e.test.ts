import { readFile } from 'node:fs/promises';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWebSite } from '../behaviour/web-site.ts';
import type { WebSite } from '../behaviour/web-site.ts';
import { axeFindings } from './support/axe.ts';
import type { Look } from './support/browser.ts';
import { createRoom, enterRoom, joinAs, rowWith, say } from './support/people.ts';
import { png } from './support/png.ts';
import { scriptedApp } from './support/scripted-app.ts';
import { settled } from './support/still.ts';

// Pictures and files: as they look, over a server by script whose bytes come when they are let in, and as two people exchange them over the real one.

const app = scriptedApp('in parts');
let target: Target;
let site: WebSite;
beforeAll(async () => {
  site = await startWebSite();
  target = await startTarget({ ROOKERY_LINK_PREVIEWS: 'on', ROOKERY_OUTBOUND_ALLOW: site.host });
});
afterAll(async () => {
  await target?.stop();
  await site?.close();
});

const picture = png(320, 200);
const phone: Look = { width: 360, height: 640, touch: true, locale: 'zh-CN', theme: 'dark' };

/** Holds requests until it is opened. */
const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((done) => (open = done));
  return { open: () => open(), opened };
};

/** The room of files, before any of their bytes, or of the code that shows them. The fourth has been taken away. */
const openFiles = async (look: Look = {}) => {
  const page = await app.openPage('/', look);
  const { open, opened } = gate();
  await page.route('**/api/v1/files/*', async (route) => {
    await opened;
    // A film that takes its time.
    if (route.request().url().endsWith('/f_5')) return;
    const isGone = route.request().url().endsWith('/f_4');
    return isGone ? route.fulfill({ status: 404 }) : route.fulfill({ contentType: 'image/png', body: picture });
  });
  await page.route('**/preview?*', async (route) => {
    await opened;
    return route.request().url().includes('/f_4/')
      ? route.fulfill({ status: 404 })
      : route.fulfill({ contentType: 'image/png', body: picture });
  });
  await page.route('**/FileContent-*.js', async (route) => {
    await opened;
    return route.continue();
  });
  await page.goto(app.url('/r/r_files?files'));
  await page.locator('[data-row]').last().waitFor();
  return { page, letIn: open };
};

const boxes = (page: Page) =>
  page
    .locator('[data-row]')
    .evaluateAll((rows) => rows.map((row) => Object.values(row.getBoundingClientRect().toJSON() as object)));

const areLoaded = (page: Page) =>
  expect
    .poll(() =>
      page
        .locator('[data-row] img')
        .evaluateAll((all) => all.length > 0 && all.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
    )
    .toBe(true);

test('[WEB-36] arrows struck while what shows pictures is loading go through them', async () => {
  const { page, letIn } = await openFiles();
  letIn();
  const { open, opened } = gate();
  await page.route('**/Viewer-*.js', async (route) => {
    await opened;
    return route.continue();
  });
  await page.reload();
  await page.getByRole('button', { name: 'Open 1.png' }).click();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
  open();
  await expect.poll(() => page.getByRole('dialog').getByRole('status').innerText()).toContain('2.png');
  await page.context().close();
});

describe('files in messages', () => {
  test('[WEB-130] have their size before the code and the bytes are there, and say when they are gone', async () => {
    for (const look of [{ height: 1_600 }, phone]) {
      const { page, letIn } = await openFiles(look);
      await settled(page);
      const before = await boxes(page);
      expect(await page.locator('[data-row] img').count()).toBe(0);
      letIn();
      await areLoaded(page);
      await settled(page);
      expect(await boxes(page)).toEqual(before);
      expect(await axeFindings(page)).toEqual([]);
      if (look === phone) continue;
      await page.locator('[data-row]').getByText('No longer available').waitFor();
      expect(await page.locator('[data-row] audio, [data-row] video').count()).toBe(3);
      await page.getByRole('link', { name: /^Download\s+notes\.txt\s+812 bytes$/ }).waitFor();
    }
  });

  test('[WEB-133] a picture opens over the window, and its keys go through those beside it', async () => {
    const { page, letIn } = await openFiles({ height: 1_600 });
    letIn();
    const second = page.getByRole('button', { name: 'Open 1.png' });
    await second.focus();
    await page.keyboard.press('Enter');
    const viewer = page.getByRole('dialog', { name: 'Pictures' });
    await viewer.getByText('1 of 3').waitFor();
    await page.keyboard.press('ArrowRight');
    await viewer.getByText('2 of 3').waitFor();
    await viewer.getByRole('img', { name: '2.png' }).waitFor();
    await page.keyboard.press('+');
    await expect.poll(() => viewer.getByRole('img').evaluate((one) => one.style.transform)).toMatch(/scale\(1\.5\)/);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await viewer.getByText('No longer available').waitFor();
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    expect(await second.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test('[WEB-133] fingers go through the pictures, bring one nearer and close it', async () => {
    const { page, letIn } = await openFiles(phone);
    letIn();
    const cdp = await page.context().newCDPSession(page);
    // Of one hand, however slow the machine is.
    let timestamp = Date.now() / 1_000;
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
      cdp.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp: (timestamp += 0.02) });
    const drag = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
      await touch('touchStart', from);
      await touch('touchMove', { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
      await touch('touchMove', to);
      await touch('touchEnd');
    };
    await page.getByRole('button', { name: '打开 1.png' }).click();
    const viewer = page.getByRole('dialog', { name: '图片' });
    await viewer.getByText('第 1 张，共 3 张').waitFor();
    await drag({ x: 300, y: 300 }, { x: 120, y: 310 });
    await viewer.getByText('第 2 张，共 3 张').waitFor();
    await drag({ x: 120, y: 300 }, { x: 300, y: 310 });
    await viewer.getByText('第 1 张，共 3 张').waitFor();
    const scale = () => viewer.getByRole('img').evaluate((one) => new DOMMatrix(getComputedStyle(one).transform).a);
    await touch('touchStart', { x: 160, y: 300 }, { x: 200, y: 300 });
    await touch('touchMove', { x: 120, y: 300 }, { x: 240, y: 300 });
    await touch('touchEnd');
    await expect.poll(scale).toBeCloseTo(3, 1);
    // Nearer, a finger moves it: neither the next one nor away.
    await drag({ x: 180, y: 250 }, { x: 180, y: 420 });
    expect(await scale()).toBeCloseTo(3, 1);
    for (const nearer of [1, 3])
      for (let times = 0; times < 2; times += 1) {
        await touch('touchStart', { x: 180, y: 300 });
        await touch('touchEnd');
        if (times === 1) await expect.poll(scale).toBeCloseTo(nearer, 1);
      }
    await page.keyboard.press('0');
    await expect.poll(scale).toBe(1);
    await drag({ x: 180, y: 250 }, { x: 190, y: 420 });
    await viewer.waitFor({ state: 'detached' });
  });

  test('[WEB-138] what is dragged out of the window is the file, by its name', async () => {
    const { page, letIn } = await openFiles({ height: 1_600 });
    letIn();
    await areLoaded(page);
    const dragged = (name: RegExp) =>
      page
        .locator('[data-row]')
        .locator('a, button')
        .filter({ hasText: name })
        .or(page.getByRole('button', { name }))
        .first()
        .evaluate((one) => {
          const dataTransfer = new DataTransfer();
          one.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
          return dataTransfer.getData('DownloadURL');
        });
    expect(await dragged(/^Open 1\.png$/)).toMatch(/^image\/png:1\.png:http:\/\/.+\/api\/v1\/files\/f_2$/);
    // Within the window it goes nowhere.
    await page.getByRole('button', { name: 'Open 1.png' }).dragTo(page.locator('#composer'));
    expect(await page.locator('[data-upload]').count()).toBe(0);
    expect(await dragged(/notes\.txt/)).toMatch(/^text\/plain:notes\.txt:http:\/\/.+\/api\/v1\/files\/f_9$/);
  });

  test('[WEB-134] a panel has them by kind, and leads to their messages', async () => {
    for (const look of [{}, phone]) {
      const { page, letIn } = await openFiles(look);
      letIn();
      await page.getByRole('link', { name: /^(Pictures and files|图片和文件)$/ }).click();
      const panel = page.locator('#panel');
      await panel.locator('img').first().waitFor();
      await panel.getByRole('button', { name: /^(Show more|显示更多)$/ }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await panel.getByRole('button', { name: /^(Sound|声音)$/ }).click();
      await panel.getByText(/^(Nobody has sent sound here yet\.|这里还没有人发过声音。)$/).waitFor();
      await panel.getByRole('button', { name: /^(Documents|文档)$/ }).click();
      await panel.getByText('notes.txt').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await panel
        .getByRole('link', { name: /^(To the message|查看消息)/ })
        .first()
        .click();
      await page.waitForURL('**/r/r_files/m/3**');
    }
  });
});

describe('the composer', () => {
  /** The page of an upload, and what is to become of each: by the name of its file. */
  const answering = async (page: Page, answers: Readonly<Record<string, (route: Route) => Promise<unknown>>>) => {
    await page.route('**/api/v1/files?*', (route) => {
      const name = new URL(route.request().url()).searchParams.get('name') ?? '';
      return (answers[name] ?? taken)(route);
    });
  };
  const taken = (route: Route) => {
    const name = new URL(route.request().url()).searchParams.get('name');
    const file = { id: `f_of_${name}`, name, type: 'text/plain', bytes: 3, createdAt: 1 };
    return route.fulfill({ status: 201, json: { ok: true, file } });
  };
  const refused = (route: Route) =>
    route.fulfill({
      status: 503,
      json: { ok: false, error: { code: 'unavailable', message: 'no space', retryAfterMs: 60_000 } },
    });
  const text = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('abc') });
  const names = (page: Page) => page.locator('[data-upload] bdi').allInnerTexts();

  test('[WEB-131] shows how far each is; one is ended, one tried again, one put elsewhere, by keyboard; too large and too many is said', async () => {
    for (const look of [{}, phone]) {
      const page = await app.openPage('/r/r_rel', look);
      const zh = look === phone;
      const held = gate();
      const tries: string[] = [];
      await answering(page, {
        'a.txt': (route) => taken(route),
        'b.txt': async (route) => {
          await held.opened;
          return taken(route);
        },
        'c.txt': (route) => (tries.push('c') === 1 ? refused(route) : taken(route)),
      });
      await page.locator('#composer').waitFor();
      // The browser's own dialog, asked for by the button and by the key.
      const input = page.locator('input[type="file"]');
      const asked = await input.evaluateHandle((one) => {
        const counted = { times: 0 };
        one.addEventListener('click', (event) => {
          event.preventDefault();
          counted.times += 1;
        });
        return counted;
      });
      await page.getByRole('button', { name: zh ? '添加文件' : 'Add files' }).click();
      await page.keyboard.press('Control+u');
      await expect.poll(() => asked.evaluate(({ times }) => times)).toBe(2);
      await input.setInputFiles(['a.txt', 'b.txt', 'c.txt'].map(text));
      const chip = (name: string) => page.locator('[data-upload]', { hasText: name });
      await chip('a.txt')
        .getByText(zh ? /已上传/ : /uploaded/)
        .waitFor();
      await chip('b.txt').getByRole('progressbar').waitFor();
      await chip('c.txt')
        .getByText(zh ? /空间已满/ : /no space left/)
        .waitFor();
      expect(await axeFindings(page)).toEqual([]);
      if (zh) continue;

      await page.getByRole('button', { name: 'Move c.txt earlier' }).focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => names(page)).toEqual(['a.txt', 'c.txt', 'b.txt']);
      await page.keyboard.press('Enter');
      await expect.poll(() => names(page)).toEqual(['c.txt', 'a.txt', 'b.txt']);
      // What has failed is not sent unsaid.
      await page.locator('#composer').press('Control+Enter');
      await page
        .getByText(/^A file could not be uploaded/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Upload c.txt again' }).click();
      await chip('c.txt')
        .getByText(/uploaded/)
        .waitFor();
      await page.getByRole('button', { name: 'Remove b.txt' }).click();
      await expect.poll(() => names(page)).toEqual(['c.txt', 'a.txt']);
      held.open();

      await page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(26_214_401)], 'large.bin'));
        for (let count = 0; count < 9; count += 1) dataTransfer.items.add(new File(['x'], `${count}.x`));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      });
      await chip('large.bin').getByText('Too large: 25.1 MB, at most 25 MB').waitFor();
      expect((await names(page)).length).toBe(10);
      await page.getByText('A message has at most 10 files.').first().waitFor();
      await page.getByRole('button', { name: 'Remove large.bin' }).click();
      await expect.poll(() => page.locator('[data-upload][data-state="done"]').count()).toBe(9);
      await page.locator('#composer').press('Control+Enter');
      await page.locator('[data-upload]').first().waitFor({ state: 'detached' });
      const sent = await page.evaluate(() => {
        const { server } = globalThis as unknown as { server: { asked: { name: string; payload: object }[] } };
        return server.asked.filter(({ name }) => name === 'message:room').map(({ payload }) => payload);
      });
      expect(sent).toMatchObject([
        {
          content: '',
          files: [
            'f_of_c.txt',
            'f_of_a.txt',
            'f_of_0.x',
            'f_of_1.x',
            'f_of_2.x',
            'f_of_3.x',
            'f_of_4.x',
            'f_of_5.x',
            'f_of_6.x',
          ],
        },
      ]);
    }
  });
});

describe('two people', () => {
  test('[WEB-132] exchange a picture and a document: it goes out once with the last byte, whatever is open by then; what is taken away is gone', async () => {
    const [ann, bo] = await Promise.all(
      ['Ann', 'Bo'].map(async (name) => (await joinAs(app.browser(), target.url, name)).page),
    );
    if (!ann || !bo) throw new Error('nobody came');
    const path = await createRoom(ann, 'exchange');
    await enterRoom(bo, path);
    const held = gate();
    await ann.route('**/api/v1/files?name=plan.pdf', async (route) => {
      await held.opened;
      return route.continue();
    });
    const document = Buffer.from(`%PDF-1.4\n${'0123456789'.repeat(5_000)}`);
    await ann.locator('input[type="file"]').setInputFiles([
      { name: 'lake.png', mimeType: 'image/png', buffer: png(800, 500) },
      { name: 'plan.pdf', mimeType: 'application/pdf', buffer: document },
    ]);
    await ann.locator('#composer').fill('as promised');
    await ann.locator('#composer').press('Enter');
    await rowWith(ann, 'as promised').getByText('Goes out when its files are uploaded').waitFor();
    expect(await ann.locator('#composer').inputValue()).toBe('');
    await ann.locator('nav a[href="/"]').first().click();
    await ann.locator('#composer').waitFor({ state: 'detached' });
    expect(await rowWith(bo, 'as promised').count()).toBe(0);
    held.open();
    await rowWith(bo, 'as promised').waitFor();
    const row = rowWith(bo, 'as promised');
    const saved = bo.waitForEvent('download');
    await row.getByRole('link', { name: /^Download\s+plan\.pdf/ }).click();
    expect(await readFile(await (await saved).path())).toEqual(document);
    const shown = row.getByRole('button', { name: 'Open lake.png' });
    await expect.poll(() => shown.locator('img').evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(480);
    expect(await shown.boundingBox()).toMatchObject({ width: 400, height: 250 });
    expect(await rowWith(bo, 'as promised').count()).toBe(1);

    await bo.getByRole('link', { name: 'Pictures and files' }).click();
    await bo.locator('#panel').getByRole('button', { name: 'Documents' }).click();
    const listed = bo.locator('#panel').getByRole('link', { name: /^Download\s+plan\.pdf/ });
    await listed.waitFor();
    await ann.goBack();
    await rowWith(ann, 'as promised').focus();
    await ann.keyboard.press('Delete');
    await bo.locator('[data-row]').getByText('This message was deleted').waitFor();
    await listed.click();
    await bo.locator('#panel').getByText('No longer available').waitFor();
  });

  test('[WEB-132] what is on its way when the connection goes is taken up again when it is back', async () => {
    const { page } = await joinAs(app.browser(), target.url, 'Cleo');
    await createRoom(page, 'away');
    let isAway = true;
    await page.route('**/api/v1/files?*', (route) => (isAway ? route.abort() : route.continue()));
    await page
      .locator('input[type="file"]')
      .setInputFiles([{ name: 'late.txt', mimeType: 'text/plain', buffer: Buffer.from('late') }]);
    await page.getByText('Waiting for the connection').waitFor();
    await page.locator('#composer').press('Enter');
    isAway = false;
    await page.locator('[data-row][aria-posinset]').getByText('late.txt').waitFor();
    expect(await page.locator('[data-upload]').count()).toBe(0);
  });

  test('[WEB-140] see where a link leads: below the message, without a jump for who reads further up, until its author takes it away', async () => {
    const [ann, bo, cy] = await Promise.all(
      [{}, {}, phone].map(async (look, at) => (await joinAs(app.browser(), target.url, `Link${at}`, look)).page),
    );
    if (!ann || !bo || !cy) throw new Error('nobody came');
    const path = await createRoom(ann, 'links');
    for (let line = 1; line <= 30; line += 1) await say(ann, `line ${line}`);
    await enterRoom(bo, path);
    await enterRoom(cy, path);
    site.holds = true;
    await say(ann, `look: ${site.url('/page/Lighthouse%20%E7%81%AF%E5%A1%94')}`);
    for (const page of [ann, bo, cy]) await rowWith(page, 'look: ').waitFor();
    await expect.poll(() => site.asked.length).toBe(1);
    // Somebody reads further up when it comes.
    await bo.locator('[data-row]').first().hover();
    await bo.mouse.wheel(0, -400);
    await settled(bo);
    const before = await boxes(bo);
    site.holds = false;
    site.release();
    const card = (page: Page) =>
      page
        .getByRole('link', { name: /Lighthouse/ })
        .and(page.locator('[href$="%94"]'))
        .last();
    for (const page of [ann, cy]) {
      await page.getByRole('group', { name: /^(Link previews|链接预览)$/ }).waitFor();
      await expect
        .poll(() =>
          card(page)
            .locator('img')
            .evaluate((one) => (one as HTMLImageElement).naturalWidth),
        )
        .toBe(480);
      await settled(page);
      // Who reads at the end goes on reading there.
      await expect
        .poll(() => card(page).evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight))
        .toBe(true);
      expect((await card(page).boundingBox())?.height).toBe(88);
      expect(await axeFindings(page)).toEqual([]);
    }
    expect((await boxes(bo)).slice(0, -1)).toEqual(before.slice(0, -1));
    expect(await cy.getByRole('button', { name: '移除预览' }).count()).toBe(0);
    await card(ann).focus();
    await ann.keyboard.press('Tab');
    await ann.keyboard.press('Enter');
    for (const page of [ann, cy])
      await page.getByRole('group', { name: /^(Link previews|链接预览)$/ }).waitFor({ state: 'detached' });
  });
});

describe('pictures of people and rooms', () => {
  const chooser = (page: Page) => page.locator('section', { has: page.locator('input[accept="image/*"]') }).last();
  const choose = (page: Page, buffer: Buffer, name = 'me.png') =>
    page.locator('input[accept="image/*"]').setInputFiles([{ name, mimeType: 'image/png', buffer }]);
  /** What is said of an upload; the bytes of all that came. */
  const uploads = async (page: Page, answer: () => 'away' | 'too_large' | 'taken') => {
    const sizes: number[] = [];
    await page.route('**/api/v1/files?*', (route) => {
      const said = answer();
      if (said === 'away') return route.abort();
      sizes.push(route.request().postDataBuffer()?.length ?? 0);
      if (said === 'too_large')
        return route.fulfill({ status: 413, json: { ok: false, error: { code: said, message: 'Too large.' } } });
      const file = { id: 'f_mine', name: '', type: 'image/webp', bytes: 3, createdAt: 1 };
      return route.fulfill({ status: 201, json: { ok: true, file } });
    });
    return sizes;
  };

  test('[WEB-142] a square is cut by keys, slider and drag, and only that is sent; what goes wrong is said, and tried again', async () => {
    for (const look of [{}, phone]) {
      const zh = look === phone;
      const page = await app.openPage('/settings/profile', look);
      await page.route('**/preview?*', (route) => route.fulfill({ contentType: 'image/png', body: picture }));
      let answer: 'away' | 'too_large' | 'taken' = 'away';
      const sizes = await uploads(page, () => answer);
      await chooser(page).waitFor();
      await choose(page, Buffer.from('no picture'));
      await chooser(page)
        .getByRole('alert')
        .getByText(zh ? /无法作为图片显示/ : /cannot be shown as a picture/)
        .waitFor();
      await choose(page, png(1_200, 700));
      const dialog = page.getByRole('dialog', { name: zh ? '裁剪图片' : 'Crop the picture' });
      const stage = dialog.locator('canvas');
      await stage.waitFor();
      expect(await stage.evaluate((one) => one === document.activeElement)).toBe(true);
      const pixel = () =>
        stage.evaluate((one) => [
          ...((one as HTMLCanvasElement).getContext('2d')?.getImageData(9, 9, 1, 1).data ?? []),
        ]);
      const whole = await pixel();
      await page.keyboard.press('+');
      await expect.poll(pixel).not.toEqual(whole);
      const nearer = await pixel();
      await page.keyboard.press('ArrowRight');
      await expect.poll(async () => ((await pixel())[0] ?? 0) > (nearer[0] ?? 0)).toBe(true);
      const moved = await pixel();
      const box = await stage.boundingBox();
      if (!box) throw new Error('no stage');
      await page.mouse.move(box.x + 100, box.y + 100);
      await page.mouse.down();
      await page.mouse.move(box.x + 60, box.y + 100);
      await page.mouse.up();
      await expect.poll(async () => ((await pixel())[0] ?? 0) > (moved[0] ?? 0)).toBe(true);
      await dialog.getByRole('slider').focus();
      await page.keyboard.press('End');
      expect(await dialog.getByRole('slider').getAttribute('aria-valuetext')).toBe(zh ? '500%' : '500 %');
      expect(await axeFindings(page)).toEqual([]);
      const save = dialog.getByRole('button', { name: zh ? '保存' : 'Save' });
      await save.click();
      await dialog.getByRole('alert').waitFor();
      answer = 'too_large';
      await save.click();
      await dialog
        .getByRole('alert')
        .getByText(zh ? /太大/ : /too large/)
        .waitFor();
      answer = 'taken';
      await save.click();
      await dialog.waitFor({ state: 'detached' });
      // A square of 256 px, whatever was chosen.
      expect(sizes.at(-1)).toBeLessThan(40_000);
      const shown = chooser(page).locator('img');
      await expect.poll(() => shown.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
      expect(await shown.getAttribute('src')).toContain('/f_mine/');
      expect(await axeFindings(page)).toEqual([]);
      await chooser(page)
        .getByRole('button', { name: zh ? '移除' : 'Remove' })
        .click();
      await shown.waitFor({ state: 'detached' });
    }
  });

  test('[WEB-141] stand in for seals and signs once they are there, and nothing moves', async () => {
    for (const look of [{}, phone]) {
      const page = await app.openPage('/', look);
      const { open, opened } = gate();
      await page.route('**/preview?*', async (route) => {
        await opened;
        return route.request().url().includes('/f_of_u_ac/')
          ? route.fulfill({ status: 404 })
          : route.fulfill({ contentType: 'image/png', body: picture });
      });
      await page.goto(app.url('/r/r_rel?faces&groups'));
      await page.locator('[data-row] img').first().waitFor({ state: 'attached' });
      await settled(page);
      const before = await boxes(page);
      open();
      await expect
        .poll(() =>
          page
            .locator('[data-row] img[src*="u_wei"], header img')
            .evaluateAll((all) => all.length > 1 && all.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
        )
        .toBe(true);
      await settled(page);
      expect(await boxes(page)).toEqual(before);
      expect(await axeFindings(page)).toEqual([]);
    }
  });

  test('[WEB-215, WEB-141] what comes after the first screen finds its place in the rows: buttons of code, with broken lines too', async () => {
    for (const look of [{}, phone]) {
      const page = await app.openPage('/', look);
      await page.evaluate(() => localStorage.setItem('rookery.preferences', JSON.stringify({ wrapsCode: true })));
      const { open, opened } = gate();
      await page.route('**/late-*.js', async (route) => {
        await opened;
        return route.continue();
      });
      await page.goto(app.url('/r/r_rel'));
      await page.locator('[data-row] pre').first().waitFor({ state: 'attached' });
      await settled(page);
      const before = await boxes(page);
      expect(await page.locator('[data-row] figcaption button').count()).toBe(0);
      open();
      await page.locator('[data-row] figcaption button').first().waitFor({ state: 'attached' });
      await settled(page);
      expect(await boxes(page)).toEqual(before);
    }
  });

  test('[WEB-142, WEB-141] what one sets for herself and for her room the other sees at once, until it is taken away', async () => {
    const [ann, bo] = await Promise.all(
      ['Anna', 'Bob'].map(async (name) => (await joinAs(app.browser(), target.url, name)).page),
    );
    if (!ann || !bo) throw new Error('nobody came');
    const path = await createRoom(ann, 'faces');
    await enterRoom(bo, path);
    await ann.locator('#composer').fill('it is me');
    await ann.locator('#composer').press('Enter');
    const face = rowWith(bo, 'it is me').locator('img');
    await rowWith(bo, 'it is me').waitFor();
    expect(await face.count()).toBe(0);
    const set = async () => {
      await choose(ann, png(600, 400));
      await ann.getByRole('dialog', { name: 'Crop the picture' }).getByRole('button', { name: 'Save' }).click();
    };
    await ann.getByRole('button', { name: 'Room menu' }).click();
    await ann.getByRole('menuitem', { name: 'Edit room' }).click();
    await set();
    await expect
      .poll(() =>
        bo.locator('#main header img').evaluateAll(([one]) => (one as HTMLImageElement | undefined)?.naturalWidth),
      )
      .toBe(256);
    await ann.keyboard.press('Escape');
    await ann.evaluate(() => history.pushState(null, '', '/settings/profile'));
    await chooser(ann).waitFor();
    await set();
    await expect.poll(() => face.evaluateAll(([one]) => (one as HTMLImageElement | undefined)?.naturalWidth)).toBe(256);
    await chooser(ann).getByRole('button', { name: 'Remove' }).click();
    await face.waitFor({ state: 'detached' });
  });
});
