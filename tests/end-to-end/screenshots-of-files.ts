import type { Client } from '@rookery/client';
import type { ConversationId, File } from '@rookery/protocol';
import type { Page } from 'playwright-core';
import type { Look } from './support/browser.ts';
import { png } from './support/png.ts';
import { settled } from './support/still.ts';

type Parts = {
  /** Whose windows are shown. */
  readonly ming: Client;
  readonly wei: Client;
  readonly room: ConversationId;
  readonly url: string;
  readonly shot: (name: string, url: string, look: Look, prepare: (page: Page) => Promise<unknown>) => Promise<void>;
};

const phone = { width: 360, height: 740, touch: true } as const;
const looks = [
  ['light-zh', {}],
  ['dark-en', { theme: 'dark', locale: 'en' }],
] as const satisfies readonly (readonly [string, Look])[];

const picture = (width: number, height: number, blue: number): Blob =>
  new Blob([new Uint8Array(png(width, height, blue))]);
/** Loud and quiet, as speech is. */
const waveform = btoa(
  String.fromCharCode(
    ...Array.from({ length: 64 }, (_, at) => Math.round(25 + 220 * Math.abs(Math.sin(at * 1.7) * Math.cos(at / 9)))),
  ),
);
/** A second of a tone, as WAV. */
const tone = (): Blob => {
  const rate = 8_000;
  const head = new DataView(new ArrayBuffer(44));
  const word = (at: number, text: string) =>
    [...text].forEach((sign, index) => head.setUint8(at + index, sign.charCodeAt(0)));
  word(0, 'RIFF');
  word(8, 'WAVEfmt ');
  word(36, 'data');
  for (const [at, value] of [
    [4, 36 + rate],
    [16, 16],
    [24, rate],
    [28, rate],
    [40, rate],
  ] as const)
    head.setUint32(at, value, true);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    head.setUint16(at, value, true);
  return new Blob([head.buffer, Uint8Array.from({ length: rate }, (_, at) => 128 + 100 * Math.sin(at / 3))]);
};

const populate = async ({ wei, ming, room }: Parts): Promise<void> => {
  const send = async (who: Client, content: string, files: readonly File[]) => {
    await who.request('message:room', { conversation: room, content, files: files.map(({ id }) => id) });
  };
  const up = (
    who: Client,
    body: Blob,
    name: string,
    details: { alt?: string; durationMs?: number; waveform?: string } = {},
  ) => who.upload(body, { name, ...details });
  await send(wei, '昨天傍晚在湖边，顺手拍的。', [
    await up(wei, picture(1_600, 1_000, 160), '湖边.png', { alt: '傍晚的湖面，远处是山，近处有一只鹭。' }),
  ]);
  await send(ming, 'Three takes of the new cover', [
    await up(ming, picture(900, 1_200, 40), 'cover-a.png', { alt: 'Green above, red below, the title in the middle.' }),
    await up(ming, picture(1_200, 1_200, 120), 'cover-b.png'),
    await up(ming, picture(1_600, 900, 230), 'cover-c.png'),
  ]);
  await send(wei, '', [
    await up(wei, new Blob(['%PDF-1.4\n', 'x'.repeat(1_204_000)]), '2026 年度供应商框架合同（定稿）.pdf'),
    await up(wei, tone(), 'hall-echo.wav'),
  ]);
  await send(wei, '', [await up(wei, tone(), 'voice-2026-11-26-142233.wav', { durationMs: 14_300, waveform })]);
};

const pictures = (page: Page) =>
  page.waitForFunction(() => {
    const all = [...document.querySelectorAll<HTMLImageElement>('[data-row] img')];
    return all.length > 0 && all.every((one) => one.complete && one.naturalWidth > 0);
  });

/** Tray, grid, viewer, recorder, panel and failures: in both languages and themes, and on a phone. */
export const screenshotsOfFiles = async (parts: Parts): Promise<void> => {
  await populate(parts);
  const { url, room, shot } = parts;
  const place = `${url}/r/${room}`;
  const open = async (page: Page) => {
    await page.waitForSelector('[data-row]');
    await pictures(page);
    await settled(page);
  };
  const choose = (page: Page) =>
    page.locator('input[type="file"]').setInputFiles([
      { name: '截图 screenshot.png', mimeType: 'image/png', buffer: png(800, 500, 90) },
      { name: 'refused.txt', mimeType: 'text/plain', buffer: Buffer.from('abc') },
      { name: 'minutes-2026-11-26.txt', mimeType: 'text/plain', buffer: Buffer.alloc(5_000_000) },
    ]);
  /** One that is refused, one that takes its time. */
  const badly = async (page: Page) => {
    await page.route('**/api/v1/files?name=refused.txt*', (route) =>
      route.fulfill({ status: 503, json: { ok: false, error: { code: 'unavailable', message: 'no space' } } }),
    );
    await page.route('**/api/v1/files?name=minutes*', () => undefined);
  };
  const record = async (page: Page) => {
    await page.getByRole('button', { name: /^(录制语音消息|Record a voice message)$/ }).click();
    await page.waitForFunction(() => document.querySelector('#composer time')?.textContent === '0:03');
  };
  const view = async (page: Page) => {
    await page.getByRole('button', { name: /the title in the middle/ }).click();
    await page.waitForFunction(() => {
      const one = document.querySelector<HTMLImageElement>('dialog [data-near] > img');
      return one?.complete && one.naturalWidth > 0;
    });
  };

  for (const [name, look] of looks) {
    await shot(`files-${name}`, place, { ...look, height: 1_240 }, open);
    await shot(`files-tray-${name}`, place, look, async (page) => {
      await badly(page);
      await open(page);
      await choose(page);
      await page.getByText(/no space left|空间已满/).waitFor();
      await page.locator('[data-state="done"]').waitFor();
    });
    await shot(`files-alt-${name}`, place, look, async (page) => {
      await badly(page);
      await open(page);
      await choose(page);
      await page.locator('[data-upload] [data-described]').first().click();
      await page
        .locator('dialog textarea')
        .fill(look === looks[0][1] ? '新首页的截图，标题在左上角。' : 'The new home page, its title at the top left.');
    });
    await shot(`files-viewer-${name}`, place, look, async (page) => {
      await open(page);
      await view(page);
    });
    await shot(`files-recorder-${name}`, place, look, async (page) => {
      await open(page);
      await record(page);
    });
    await shot(`files-panel-${name}`, `${place}/files`, { ...look, width: 1_440 }, async (page) => {
      await open(page);
      await page.locator('#panel img').first().waitFor();
    });
    await shot(`files-gone-${name}`, place, { ...look, height: 1_240 }, async (page) => {
      await page.route('**/api/v1/files/f_*', (route) => route.fulfill({ status: 404 }));
      await page.route('**/preview?*', (route) => route.fulfill({ status: 404 }));
      await page.waitForSelector('[data-row]');
      await page
        .getByText(/^(No longer available|已无法查看)$/)
        .nth(3)
        .waitFor();
      await page
        .getByRole('button', { name: /^(播放|Play)$/ })
        .last()
        .click();
      await page.locator('[data-row] [href$="pdf"], [data-row] a[download$="pdf"]').first().click();
      await settled(page);
    });
    await shot(`files-phone-${name}`, place, { ...look, ...phone }, open);
    await shot(`files-phone-recorder-${name}`, place, { ...look, ...phone }, async (page) => {
      await open(page);
      await record(page);
    });
    await shot(`files-phone-viewer-${name}`, place, { ...look, ...phone }, async (page) => {
      await open(page);
      await view(page);
    });
  }
};
