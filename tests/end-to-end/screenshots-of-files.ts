import type { Client } from '@rookery/client';
import type { ConversationId, File } from '@rookery/protocol';
import type { Browser, Page } from 'playwright-core';
import type { Look } from './support/browser.ts';
import { enterRoom, joinAs } from './support/people.ts';
import { png } from './support/png.ts';
import { settled } from './support/still.ts';

type Parts = {
  readonly browser: Browser;
  /** Two who have sent what is shown. */
  readonly wei: Client;
  readonly amelia: Client;
  readonly room: ConversationId;
  readonly url: string;
  /** Keeps what a page shows now. */
  readonly keep: (name: string, page: Page) => Promise<void>;
};

const phone = { width: 360, height: 740, touch: true } as const;
const looks = [
  ['light-zh', { locale: 'zh-CN' }],
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

const populate = async ({ wei, amelia, room }: Parts): Promise<void> => {
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
  await send(amelia, 'Three takes of the new cover', [
    await up(amelia, picture(900, 1_200, 40), 'cover-a.png', {
      alt: 'Green above, red below, the title in the middle.',
    }),
    await up(amelia, picture(1_200, 1_200, 120), 'cover-b.png'),
    await up(amelia, picture(1_600, 900, 230), 'cover-c.png'),
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

/** Nobody is called as another is. */
const [chinese, english] = [
  ['小雨', '小雪', '小晴'],
  ['Ming', 'Lan', 'Yun'],
];

/** Somebody new who opens the room. */
const enter = async ({ browser, url, room }: Parts, look: Look): Promise<Page> => {
  const name = look.locale === 'en' ? english.shift() : chinese.shift();
  const { page } = await joinAs(browser, url, name ?? '', look);
  await enterRoom(page, `/r/${room}`);
  return page;
};

/** One that is refused, one that takes its time, one that is there. */
const chooseThree = async (page: Page): Promise<void> => {
  await page.route('**/api/v1/files?name=refused.txt*', (route) =>
    route.fulfill({ status: 503, json: { ok: false, error: { code: 'rate_limited', message: 'enough' } } }),
  );
  await page.route('**/api/v1/files?name=minutes*', () => undefined);
  await page.locator('input[type="file"]').setInputFiles([
    { name: '截图 screenshot.png', mimeType: 'image/png', buffer: png(800, 500, 90) },
    { name: 'refused.txt', mimeType: 'text/plain', buffer: Buffer.from('abc') },
    { name: 'minutes-2026-11-26.txt', mimeType: 'text/plain', buffer: Buffer.alloc(5_000_000) },
  ]);
  await page.locator('[data-upload][data-state="failed"]').waitFor();
  await page.locator('[data-upload][data-state="done"]').waitFor();
};

const record = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^(录制语音消息|Record a voice message)$/ }).click();
  await page.waitForFunction(() => /0:0[3-9]/.test(document.querySelector('#composer time')?.textContent ?? ''));
};

const view = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /the title in the middle/ }).click();
  await page.waitForFunction(() => {
    const one = document.querySelector<HTMLImageElement>('dialog [data-near] > img');
    return one?.complete === true && one.naturalWidth > 0;
  });
};

/** Grid, tray, words for a picture, viewer, recorder, panel and failures: in both languages and themes, and on a phone. */
export const screenshotsOfFiles = async (parts: Parts): Promise<void> => {
  await populate(parts);
  const { keep } = parts;
  for (const [name, look] of looks) {
    const page = await enter(parts, look);
    await page.setViewportSize({ width: 1_280, height: 1_240 });
    await pictures(page);
    await settled(page);
    await keep(`files-${name}`, page);
    await page.setViewportSize({ width: 1_280, height: 800 });
    await view(page);
    await keep(`files-viewer-${name}`, page);
    await page.keyboard.press('Escape');
    await record(page);
    await keep(`files-recorder-${name}`, page);
    await page.keyboard.press('Escape');
    await chooseThree(page);
    await keep(`files-tray-${name}`, page);
    await page.locator('[data-upload] [data-described]').first().click();
    const words =
      look === looks[0][1] ? '新首页的截图，标题在左上角。' : 'The new home page, its title at the top left.';
    await page.locator('dialog textarea').fill(words);
    await keep(`files-alt-${name}`, page);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1_440, height: 800 });
    await page.getByRole('link', { name: /^(图片和文件|Pictures and files)$/ }).click();
    await page.locator('#panel img').first().waitFor();
    await pictures(page);
    await keep(`files-panel-${name}`, page);
    await page.context().close();

    const gone = await enter(parts, { ...look, height: 1_240 });
    await gone.route(/\/api\/v1\/files\/f_/, (route) => route.fulfill({ status: 404 }));
    await gone.reload();
    await gone
      .getByText(/^(No longer available|已无法查看)$/)
      .nth(3)
      .waitFor();
    await gone
      .getByRole('button', { name: /^(播放|Play)$/ })
      .last()
      .click();
    await gone.locator('[data-row] a[download]').first().click();
    await gone
      .getByText(/^(No longer available|已无法查看)$/)
      .nth(5)
      .waitFor();
    await keep(`files-gone-${name}`, gone);
    await gone.context().close();

    const small = await enter(parts, { ...look, ...phone });
    await pictures(small);
    await settled(small);
    await keep(`files-phone-${name}`, small);
    await view(small);
    await keep(`files-phone-viewer-${name}`, small);
    await small.keyboard.press('Escape');
    await record(small);
    await keep(`files-phone-recorder-${name}`, small);
    await small.context().close();
  }
};
