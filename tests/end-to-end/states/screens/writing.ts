import { png } from '../../support/png.ts';
import type { State } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { design, releases } from '../steps.ts';

/** One that is refused, one that takes its time, one that is there. */
const chooseThree = async ({ page }: Stage): Promise<void> => {
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

/** What one writes with, beside the words. */
export const writing: readonly State[] = [
  {
    state: 'files to be sent',
    device: 'new',
    show: async (stage) => (await stage.open(releases(stage)), await stage.rows(), chooseThree(stage)),
  },
  {
    state: 'words for a picture',
    device: 'new',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await chooseThree(stage);
      await stage.page.locator('[data-upload] [data-described]').first().click();
      await stage.page.locator('dialog textarea').fill('The new home page, its title at the top left.');
    },
  },
  {
    state: 'a voice is recorded',
    device: 'new',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.page.getByRole('button', { name: /^(录制语音消息|Record a voice message)$/ }).click();
      await stage.page.waitForFunction(() =>
        /0:0[3-9]/.test(document.querySelector('#composer time')?.textContent ?? ''),
      );
    },
  },
];

export const viewer: readonly State[] = [
  {
    state: 'ready',
    show: async (stage) => {
      await stage.open(design(stage));
      await stage.rows();
      await stage.pictures();
      await stage.page.getByRole('button', { name: /the title in the middle/ }).click();
      await stage.page.waitForFunction(() => {
        const one = document.querySelector<HTMLImageElement>('dialog [data-near] > img');
        return one?.complete === true && one.naturalWidth > 0;
      });
    },
  },
  {
    state: 'loading',
    device: 'new',
    show: async (stage) => {
      await stage.open(design(stage));
      await stage.rows();
      await stage.pictures();
      await stage.page.route(/\/api\/v1\/files\/f_/, () => undefined);
      await stage.page.getByRole('button', { name: /the title in the middle/ }).click();
      await stage.page.locator('dialog').first().waitFor();
      await stage.page.waitForTimeout(500);
    },
  },
  {
    state: 'gone',
    device: 'new',
    show: async (stage) => {
      await stage.open(design(stage));
      await stage.rows();
      await stage.pictures();
      await stage.page.route(/\/api\/v1\/files\/f_/, (route) => route.fulfill({ status: 404 }));
      await stage.page.getByRole('button', { name: /the title in the middle/ }).click();
      await stage.page.locator('dialog').first().waitFor();
      await stage.page.waitForTimeout(500);
    },
  },
];
