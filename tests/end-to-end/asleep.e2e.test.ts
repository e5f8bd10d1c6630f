import { watchRows } from '@rookery/testkit';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { scriptedApp } from './support/scripted-app.ts';
import { settled } from './support/still.ts';

// Away for so long that the client does not read all that was said meanwhile. Over a server by script.

const app = scriptedApp();

type Scripted = {
  readonly server: {
    refusals: string[];
    readonly users: Map<string, { readonly id: string }>;
    readonly counts: (name: string) => number;
    readonly reads: Map<string, number>;
    readonly cut: () => void;
    readonly say: (content: string, more: object) => void;
    readonly log: (conversation: string) => {
      readonly edit: (seq: number, content: string) => unknown;
      readonly delete: (seq: number) => unknown;
    };
  };
  readonly sleep: (ms: number) => void;
};

const readUpTo = (page: Page): Promise<number | undefined> =>
  page.evaluate(() => (globalThis as unknown as Scripted).server.reads.get('r_design'));

/** Whether the row stands whole within the view. */
const isInView = (page: Page, seq: number): Promise<boolean> =>
  page.evaluate((number) => {
    const view = document.querySelector('[role="log"]')?.getBoundingClientRect();
    const row = document.querySelector(`[aria-posinset="${number}"]`)?.getBoundingClientRect();
    return view !== undefined && row !== undefined && row.top >= view.top && row.bottom <= view.bottom + 1;
  }, seq);

test(
  '[WEB-2, WEB-3, WEB-17, WEB-18] a computer that slept three days finds 20,000 messages: the place stays, the counts are exact, what lies between is read where one goes and never missing in silence, what was typed is there',
  { timeout: 120_000 },
  async () => {
    const page = await app.openPage('/r/r_empty');
    // A clock that can be put forward, as sleep does.
    await page.addInitScript(() => {
      const Real = Date;
      let ahead = 0;
      class Shifted extends Real {
        constructor(...given: readonly [] | readonly [number]) {
          super(given.length === 0 ? Shifted.now() : given[0]);
        }
        static override now(): number {
          return Real.now() + ahead;
        }
      }
      Object.assign(globalThis, { Date: Shifted, sleep: (ms: number) => (ahead += ms) });
    });
    // The list of pins beside it must not make the client read all of it either.
    await page.goto(app.url('/r/r_design/pins?kept&long=3000&latency=5'));
    await page.waitForSelector('[data-row]');
    await settled(page);
    const composer = page.locator('#composer');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const size = async () => {
      for (let round = 0; round < 2; round += 1) await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
      return { heapMB: of('JSHeapUsedSize') / 1e6, nodes: of('Nodes') };
    };

    // The lid closes: one message has not gone out yet, and one is half written, somewhat above the newest.
    await page.evaluate(() => {
      const { server } = globalThis as unknown as Scripted;
      server.refusals = Array.from({ length: 1_000 }, () => 'unreachable');
      server.cut();
    });
    await composer.fill('as the lid closed');
    await composer.press('Enter');
    await page.getByText('as the lid closed', { exact: true }).waitFor();
    await composer.fill('half a thought');
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, -1_500);
    await settled(page);
    await page.evaluate(() => {
      const { server, sleep } = globalThis as unknown as Scripted;
      const day = 86_400_000;
      const from = Date.now();
      sleep(3 * day);
      const me = server.users.get('t')?.id;
      for (let count = 1; count <= 20_000; count += 1)
        server.say(`missed ${count}`, {
          ...{ conversation: 'r_design', lost: true, at: from + count * ((3 * day) / 20_001) },
          ...(count % 5_000 === 0 ? { mentions: [me] } : {}),
        });
      // Of what she sees, one is corrected and one deleted.
      const seen = [...document.querySelectorAll('[data-row]')].map((row) => Number(row.getAttribute('aria-posinset')));
      const [corrected = 0, , , deleted = 0] = seen.filter(Boolean).slice(-8);
      server.log('r_design').edit(corrected, 'corrected meanwhile');
      server.log('r_design').delete(deleted);
    });
    const before = await size();
    const where = () =>
      page.evaluate(() => {
        const view = document.querySelector('[role="log"]')?.getBoundingClientRect();
        const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
        const top = rows.find((row) => row.getBoundingClientRect().top >= (view?.top ?? 0));
        const seq = Number(top?.getAttribute('aria-posinset'));
        return { seq, top: (top?.getBoundingClientRect().top ?? NaN) - (view?.top ?? NaN) };
      });
    const held = await where();
    // The farthest that the row at the top has moved in any frame, within the log: the bar above it, which says that the connection is lost, goes.
    await page.evaluate(({ seq, top }) => {
      const moves = { most: 0, isOver: false };
      Object.assign(globalThis, { moves });
      const look = (): void => {
        const log = document.querySelector('[role="log"]')?.getBoundingClientRect();
        const row = document.querySelector(`[aria-posinset="${seq}"]`)?.getBoundingClientRect();
        moves.most = Math.max(moves.most, row && log ? Math.abs(row.top - log.top - top) : 1_000);
        if (!moves.isOver) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, held);
    const requests = () =>
      page.evaluate(() => {
        const { server } = globalThis as unknown as Scripted;
        return server.counts('sync') + server.counts('history:fetch') + server.counts('inbox:list');
      });
    const asked = await requests();

    // It is opened again.
    await page.evaluate(() => {
      (globalThis as unknown as Scripted).server.refusals = [];
      dispatchEvent(new Event('online'));
    });
    // Her own went out, as the newest: all others are unread.
    const pill = page.getByRole('button', { name: /new messages$/ });
    await expect.poll(() => pill.innerText(), { timeout: 20_000 }).toBe('20,001 new messages');
    await page.getByText('corrected meanwhile').waitFor();
    await settled(page);
    const most = await page.evaluate(() => {
      const { moves } = globalThis as unknown as { moves: { most: number; isOver: boolean } };
      moves.isOver = true;
      return moves.most;
    });
    expect(most).toBeLessThanOrEqual(1);
    // Not one page of a hundred after the other.
    expect((await requests()) - asked).toBeLessThanOrEqual(30);
    expect(await readUpTo(page)).toBe(3_000);
    // Four of them mention her; unread is what is beyond the read mark, and so is her own behind them.
    await page.getByRole('link', { name: /产品设计.*4 mentions, 20,001 unread/ }).waitFor();
    expect(await composer.inputValue()).toBe('half a thought');

    // Where it ends for now, and nothing can be loaded, words stand in the place of what is missing; they go with it.
    const missing = page.getByText(/^Messages are missing here\./);
    await page.evaluate(() => {
      const { server } = globalThis as unknown as Scripted;
      server.refusals = Array.from({ length: 1_000 }, () => 'unreachable');
      server.cut();
    });
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 2_000);
        return missing.count();
      })
      .toBe(1);
    expect(await page.locator('[aria-posinset="3001"]').count()).toBe(0);
    await page.evaluate(() => {
      (globalThis as unknown as Scripted).server.refusals = [];
      dispatchEvent(new Event('online'));
    });
    await missing.waitFor({ state: 'detached' });
    await page.locator('[aria-posinset="3001"]').waitFor({ state: 'attached' });
    await settled(page);

    // Down into what was missed: without a hole, page by page.
    const numbers = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('[data-row]')].map((row) => Number(row.getAttribute('aria-posinset'))),
      );
    const isUnbroken = async (): Promise<void> => {
      const shown = await numbers();
      expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index));
    };
    const down = await watchRows(page, 'down');
    for (let turn = 0; turn < 400 && (await down.seen()).highest < 3_300; turn += 1) {
      await page.mouse.wheel(0, 500);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      if (turn % 10 === 0) await isUnbroken();
      if (turn % 10 === 0 && (await page.locator('[aria-posinset="3001"]').count()) > 0)
        expect(await page.locator('[aria-posinset="3001"] [role="separator"]').count()).toBe(1);
    }
    await settled(page);
    await isUnbroken();
    const seen = await down.end();
    expect(seen).toMatchObject({ reverse: 0, blank: 0 });
    expect(seen.highest).toBeGreaterThanOrEqual(3_300);

    // To the newest, and up from there.
    await pill.click();
    await page.getByText('as the lid closed', { exact: true }).waitFor();
    await settled(page);
    expect(await isInView(page, 23_001)).toBe(true);
    await isUnbroken();
    await expect.poll(() => readUpTo(page)).toBe(23_001);
    await expect.poll(() => page.getByRole('link', { name: /产品设计.*(unread|mention)/ }).count()).toBe(0);
    const up = await watchRows(page, 'up');
    for (let turn = 0; turn < 400 && (await up.seen()).lowest > 22_700; turn += 1) {
      await page.mouse.wheel(0, -500);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await settled(page);
    await isUnbroken();
    expect(await up.end()).toMatchObject({ reverse: 0, blank: 0 });
    await composer.press('Enter');
    await page.getByText('half a thought', { exact: true }).waitFor();
    await settled(page);
    expect(await isInView(page, 23_002)).toBe(true);

    const after = await size();
    expect(after.heapMB - before.heapMB).toBeLessThan(15);
    expect(after.nodes).toBeLessThan(before.nodes + 2_000);
    expect(app.faults()).toEqual([]);
  },
);
