import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Look } from './support/browser.ts';
import { settled } from './support/still.ts';
import { scriptedApp } from './support/scripted-app.ts';

// The contract of the timeline, over a server by script and in a real browser: only there is layout.

const app = scriptedApp();

const open = async (path: string, look: Look = {}): Promise<Page> => {
  const page = await app.openPage(path, look);
  await page.waitForSelector('[data-row]');
  await settled(page);
  return page;
};

const distance = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const log = document.querySelector('[role="log"]');
    return log ? log.scrollHeight - log.scrollTop - log.clientHeight : NaN;
  });

/** Tops of the rows in view, by key. */
const tops = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => {
    const box = document.querySelector('[role="log"]')?.getBoundingClientRect();
    const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].map(
      (row) => [row.dataset['row'] ?? '', row.getBoundingClientRect()] as const,
    );
    return Object.fromEntries(
      rows.filter(([, at]) => box && at.bottom > box.top && at.top < box.bottom).map(([key, at]) => [key, at.top]),
    );
  });

const moved = (before: Record<string, number>, after: Record<string, number>): number =>
  Math.max(
    0,
    ...Object.entries(before).flatMap(([key, top]) => (key in after ? [Math.abs((after[key] ?? 0) - top)] : [])),
  );

const wheelUp = async (page: Page, pixels: number): Promise<void> => {
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, -pixels);
  await settled(page);
};

/** The server that the page's client talks to: a script within the page. */
type Scripted = {
  readonly server: {
    readonly say: (content: string, more: object) => void;
    readonly log: (conversation: string) => { readonly edit: (seq: number, content: string) => unknown };
    readonly emit: (event: string, payload: unknown) => void;
  };
};

/** Somebody else writes. */
const say = (page: Page, content: string): Promise<void> =>
  page.evaluate(
    (words) => (globalThis as unknown as Scripted).server.say(words, { conversation: 'r_design', at: Date.now() }),
    content,
  );

describe('timeline', () => {
  test('[WEB-1] opens at the first unread message, with its line in view', async () => {
    const page = await open('/r/r_web');
    const line = await page.locator('[role="separator"]').boundingBox();
    expect(line?.y).toBeGreaterThan(52);
    expect(line?.y).toBeLessThan(400);
  });

  test('[WEB-1] opens at the bottom when everything is read', async () => {
    const page = await open('/r/r_design?long=300');
    expect(await distance(page)).toBeLessThanOrEqual(1);
  });

  test('[WEB-2] earlier messages arrive without moving what is read', async () => {
    const page = await open('/r/r_design?long=600');
    // From now on answers come when the test says so.
    await page.evaluate(() => {
      const held: (() => void)[] = [];
      const { server } = globalThis as unknown as { server: { delay: () => Promise<void> } };
      server.delay = () => new Promise((done) => held.push(done));
      const letGo = (): void => {
        server.delay = () => Promise.resolve();
        for (const done of held) done();
      };
      Object.assign(globalThis, { held, letGo });
    });
    const height = () => page.evaluate(() => document.querySelector('[role="log"]')?.scrollHeight ?? 0);
    await wheelUp(page, 2_200);
    const was = await height();
    const before = await tops(page);
    expect(Object.keys(before).length).toBeGreaterThan(3);
    await page.waitForFunction(() => (globalThis as unknown as { held: unknown[] }).held.length > 0);
    await page.evaluate(() => (globalThis as unknown as { letGo: () => void }).letGo());
    await expect.poll(height).toBeGreaterThan(was + 500);
    await settled(page);
    expect(moved(before, await tops(page))).toBeLessThanOrEqual(1);
  });

  test('[WEB-2, WEB-221] wheeling up through history never jumps back, never shows nothing, and says a day once', async () => {
    const page = await open('/r/r_design?long=800&latency=80');
    await page.mouse.move(700, 400);
    await page.evaluate(() => {
      const state = { reverse: 0, blank: 0, frames: 0, floating: 0, twice: 0, last: new Map<string, number>() };
      Object.assign(globalThis, { watch: state });
      const frame = () => {
        const rows = new Map<string, number>();
        const box = document.querySelector('[role="log"]')?.getBoundingClientRect();
        for (const row of document.querySelectorAll<HTMLElement>('[data-row]')) {
          const at = row.getBoundingClientRect();
          if (box && at.bottom > box.top && at.top < box.bottom) rows.set(row.dataset['row'] ?? '', at.top);
        }
        const deltas = [...rows].flatMap(([key, top]) =>
          state.last.has(key) ? [top - (state.last.get(key) ?? 0)] : [],
        );
        // The wheel only ever moves the content down.
        if (deltas.some((delta) => delta < -2)) state.reverse += 1;
        if (rows.size === 0) state.blank += 1;
        // The day that floats above, and the day's own line.
        const date = document.querySelector<HTMLElement>('[class*="dateShown"]');
        const isFloating = date !== null && Number(getComputedStyle(date).opacity) > 0;
        const lines = [...document.querySelectorAll<HTMLElement>('[data-day]')].filter((line) => {
          const at = line.getBoundingClientRect();
          return box && at.bottom > box.top && at.top < box.bottom;
        });
        if (isFloating) state.floating += 1;
        if (isFloating && lines.some((line) => line.dataset['day'] === date.textContent)) state.twice += 1;
        state.frames += 1;
        state.last = rows;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    for (let turn = 0; turn < 60; turn += 1) {
      await page.mouse.wheel(0, -120);
      await page.waitForTimeout(40);
    }
    type Seen = { reverse: number; blank: number; frames: number; floating: number; twice: number };
    const seen = await page.evaluate(() => (globalThis as unknown as { watch: Seen }).watch);
    expect(seen.frames).toBeGreaterThan(50);
    expect(seen.reverse).toBe(0);
    expect(seen.blank).toBe(0);
    expect(seen.floating).toBeGreaterThan(10);
    expect(seen.twice).toBe(0);
  });

  test('[WEB-3] new messages move nothing while one reads above, and the pill counts them', async () => {
    const page = await open('/r/r_design?long=300');
    await wheelUp(page, 1_500);
    const before = await tops(page);
    for (let count = 0; count < 5; count += 1) await say(page, `news ${count}`);
    await page.getByRole('button', { name: '5 new messages' }).waitFor();
    await settled(page);
    expect(moved(before, await tops(page))).toBeLessThanOrEqual(1);
    await page.getByRole('button', { name: '5 new messages' }).click();
    await settled(page);
    expect(await distance(page)).toBeLessThanOrEqual(1);
  });

  test('[WEB-4] new messages are followed at the bottom, and near it', async () => {
    const page = await open('/r/r_design?long=300');
    await say(page, 'a line that is followed');
    await settled(page);
    expect(await distance(page)).toBeLessThanOrEqual(1);
    await wheelUp(page, 60);
    await say(page, 'another line');
    await settled(page);
    expect(await distance(page)).toBeLessThanOrEqual(1);
  });

  test('[WEB-5] an own message goes to the bottom from anywhere', async () => {
    const page = await open('/r/r_design?long=300');
    await wheelUp(page, 3_000);
    expect(await distance(page)).toBeGreaterThan(1_000);
    await page.locator('#composer').fill('mine');
    await page.locator('#composer').press('Enter');
    await page.getByText('mine', { exact: true }).waitFor();
    await settled(page);
    expect(await distance(page)).toBeLessThanOrEqual(1);
  });

  test('[WEB-6] a row that grows above the viewport moves nothing in it', async () => {
    const page = await open('/r/r_design?long=300');
    await wheelUp(page, 500);
    const before = await tops(page);
    await page.evaluate(() => {
      const box = document.querySelector('[role="log"]')?.getBoundingClientRect();
      const above = [...document.querySelectorAll<HTMLElement>('[data-row]')]
        .filter((row) => box && row.getBoundingClientRect().bottom < box.top)
        .at(-1);
      const seq = Number(above?.getAttribute('aria-posinset'));
      const { server } = globalThis as unknown as Scripted;
      server.emit('message:update', server.log('r_design').edit(seq, 'grown\n'.repeat(12)));
    });
    await settled(page);
    expect(moved(before, await tops(page))).toBeLessThanOrEqual(1);
  });

  test('[WEB-7] a growing composer and a shrinking window keep the bottom in view', async () => {
    const page = await open('/r/r_design?long=300');
    await page.locator('#composer').fill('one\ntwo\nthree\nfour\nfive');
    await settled(page);
    expect(await distance(page)).toBeLessThanOrEqual(1);
    await page.setViewportSize({ width: 900, height: 520 });
    await settled(page);
    expect(await distance(page)).toBeLessThanOrEqual(1);
  });

  test('[WEB-8] coming back to a room finds the place that was left', async () => {
    const page = await open('/r/r_design?long=300');
    await wheelUp(page, 1_200);
    const before = await tops(page);
    await page.getByRole('link', { name: /random/ }).click();
    await page.getByRole('link', { name: '产品设计' }).click();
    await page.waitForSelector('[data-row]');
    await settled(page);
    const after = await tops(page);
    expect(Object.keys(after).some((key) => key in before)).toBe(true);
    expect(moved(before, after)).toBeLessThanOrEqual(2);
  });

  test('[WEB-9] a link to a message shows it in the middle, marked, with both sides around it', async () => {
    const page = await app.openPage('/r/r_design/m/40?long=400');
    const row = page.locator('[aria-posinset="40"]');
    const mark = row.locator('[class*="highlighted"]');
    await mark.waitFor();
    await settled(page);
    const box = await row.boundingBox();
    expect(Math.abs((box?.y ?? 0) - 400)).toBeLessThan(140);
    await mark.waitFor({ state: 'detached' });
    expect(await page.locator('[aria-posinset="38"]').count()).toBe(1);
    expect(await page.locator('[aria-posinset="42"]').count()).toBe(1);
  });

  test('[WEB-46] the first reaction moves nothing, at the bottom and above it, however full the last line is, and whatever the message ends in', async () => {
    const react = (page: Page, seq: number): Promise<void> =>
      page.evaluate((number) => {
        const { server } = globalThis as unknown as {
          server: {
            log: (conversation: string) => {
              readonly react: (seq: number, emoji: string, by: string, on: boolean) => unknown;
            };
            emit: (event: string, payload: unknown) => void;
          };
        };
        server.emit('message:update', server.log('r_design').react(number, '🎉', 'u_wei', true));
      }, seq);
    for (const look of [{}, { width: 390, height: 844, touch: true }]) {
      const page = await open('/r/r_design?long=300', look);
      // The fifth of the filler's words is one that every width has room beside.
      const short = (await page.locator('[data-row]', { hasText: '好的' }).all()).slice(-3);
      const seqs = await Promise.all(short.map(async (row) => Number(await row.getAttribute('aria-posinset'))));
      for (const seq of seqs) {
        const before = await tops(page);
        await react(page, seq);
        await page.locator(`[aria-posinset="${seq}"] button`, { hasText: '🎉' }).waitFor();
        await settled(page);
        const after = await tops(page);
        expect(Object.keys(after)).toEqual(Object.keys(before));
        expect(moved(before, after)).toBeLessThanOrEqual(0.5);
      }
      // Nor where the last line of words is full: room for one is kept there.
      await page.mouse.move(200, 400);
      await page.mouse.wheel(0, -1_500);
      await settled(page);
      const before = await tops(page);
      const seq = await page.evaluate((keys) => {
        const rows = keys.map((key) => document.querySelector(`[data-row="${CSS.escape(key)}"]`));
        const full = rows.find((row) => row?.textContent?.includes('Long one'));
        return Number(full?.getAttribute('aria-posinset'));
      }, Object.keys(before));
      await react(page, seq);
      await page.locator(`[aria-posinset="${seq}"] button`, { hasText: '🎉' }).waitFor();
      await settled(page);
      const after = await tops(page);
      expect(Object.keys(before).some((key) => key.endsWith(`_${seq}`))).toBe(true);
      expect(moved(before, after)).toBeLessThanOrEqual(0.5);
      // Nor where it ends in something else.
      await page.mouse.wheel(0, 5_000);
      await settled(page);
      const endings: readonly (readonly [string, string, object])[] = [
        ['code', 'words, and\n\n```\ncode\n```', {}],
        ['two', '- one\n- two', {}],
        ['within', '- one\n  - within', {}],
        ['said before', '> said before', {}],
        [
          'plan.pdf',
          'a plan',
          { files: [{ id: 'f_1', name: 'plan.pdf', type: 'application/pdf', bytes: 9, createdAt: 1 }] },
        ],
      ];
      for (const [seen, words, more] of endings) {
        await page.evaluate(
          ([content, others]) =>
            (globalThis as unknown as Scripted).server.say(content, {
              ...{ conversation: 'r_design', at: Date.now() },
              ...others,
            }),
          [words, more] as const,
        );
        const row = page.locator('[data-row]').last();
        await expect.poll(() => row.innerText()).toContain(seen);
        await settled(page);
        const shown = await tops(page);
        const height = (await row.boundingBox())?.height;
        await react(page, Number(await row.getAttribute('aria-posinset')));
        await row.locator('button', { hasText: '🎉' }).waitFor();
        await settled(page);
        expect(moved(shown, await tops(page)), words).toBeLessThanOrEqual(0.5);
        expect((await row.boundingBox())?.height, words).toBe(height);
      }
    }
  });

  test('nothing went wrong in any window', () => {
    expect(app.faults()).toEqual([]);
  });
});
