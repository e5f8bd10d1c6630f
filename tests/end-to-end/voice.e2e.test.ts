import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { closeWindows, launchBrowserWithMicrophone, type Look } from './support/browser.ts';
import { createRoom, enterRoom, joinAs } from './support/people.ts';
import { png } from './support/png.ts';

// What people say and what their pictures show, from one to the other over the real server. The browser's microphone beeps.

let target: Target;
let browser: Browser;
beforeAll(async () => {
  [target, browser] = await Promise.all([startTarget(), launchBrowserWithMicrophone()]);
});
afterEach(() => closeWindows(browser));
afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

const join = async (name: string, look: Look = {}): Promise<Page> =>
  (await joinAs(browser, target.url, name, look)).page;

/** Of the player in it, ms. */
const lengthOf = async (within: ReturnType<Page['locator']>): Promise<number> => {
  const [, minutes = '', seconds = ''] =
    /(\d+):(\d\d)$/.exec(await within.locator('[class*="time"]').innerText()) ?? [];
  return 60 * Number(minutes) + Number(seconds);
};

test('[WEB-137] what one says another hears: recorded, paused, heard before it is sent; its length is known before its bytes', async () => {
  const [ann, bo] = await Promise.all([join('Ann'), join('Bo')]);
  const path = await createRoom(ann, 'voices');
  await enterRoom(bo, path);
  await ann.locator('#composer').fill('a draft stays');
  await ann.getByRole('button', { name: 'Record a voice message' }).click();
  const recorder = ann.getByRole('group', { name: 'Voice message' });
  const clock = recorder.locator('time');
  await recorder.getByText('Recording', { exact: true }).waitFor();
  await expect.poll(() => clock.innerText()).not.toBe('0:00');
  await recorder.getByRole('button', { name: 'Pause' }).click();
  await recorder.getByText('Recording paused').waitFor();
  expect(await axeFindings(ann)).toEqual([]);
  const paused = await clock.innerText();
  await recorder.getByRole('button', { name: 'Go on recording' }).click();
  await expect.poll(() => clock.innerText()).not.toBe(paused);
  // Its bytes may be a little shorter than what the clock has counted.
  await expect.poll(() => clock.innerText()).toMatch(/^0:(?:0[3-9]|[1-5]\d)/);
  await recorder.getByRole('button', { name: 'Stop and listen' }).click();
  await recorder.first().getByRole('button', { name: 'Play' }).click();
  await expect
    .poll(() => ann.locator('#composer audio').evaluate((one) => (one as HTMLAudioElement).currentTime))
    .toBeGreaterThan(0);
  await ann.getByRole('button', { name: 'Send the voice message' }).click();
  await expect.poll(() => ann.locator('#composer').inputValue()).toBe('a draft stays');

  const heard = bo.locator('[data-row]').getByRole('group', { name: 'Voice message' });
  await heard.waitFor();
  const audio = heard.locator('audio');
  const read = <Key extends 'currentTime' | 'readyState' | 'playbackRate'>(key: Key): Promise<number> =>
    audio.evaluate((one, name) => (one as HTMLAudioElement)[name as Key], key);
  // None of its bytes is there, and its length and form are.
  expect(await read('readyState')).toBe(0);
  expect(await lengthOf(heard)).toBeGreaterThanOrEqual(2);
  expect(await heard.locator('svg path').first().getAttribute('d')).toMatch(/^(?:M[^M]+){10,64}$/);
  await heard.getByRole('button', { name: 'Speed: 1×' }).click();
  await heard.getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => read('currentTime')).toBeGreaterThan(0);
  expect(await read('playbackRate')).toBe(1.5);
  // To its end by itself, and again from a place in it.
  await heard.getByRole('button', { name: 'Play' }).waitFor();
  const place = heard.getByRole('slider', { name: 'Place in the recording' });
  await place.focus();
  for (let times = 0; times < 5; times += 1) await bo.keyboard.press('ArrowRight');
  await expect.poll(() => read('currentTime')).toBeGreaterThan(1);
  await bo.keyboard.press('Home');
  await expect.poll(() => read('currentTime')).toBe(0);
  await bo.keyboard.press(' ');
  await heard.getByRole('button', { name: 'Pause' }).waitFor();
  expect(await axeFindings(bo)).toEqual([]);
});

test('[WEB-137] Esc gives a recording up, Enter sends it; a microphone that cannot be had is told why', async () => {
  for (const look of [{}, { width: 360, height: 640, touch: true, locale: 'zh-CN', theme: 'dark' }] satisfies Look[]) {
    const isPhone = 'touch' in look;
    const page = await join(isPhone ? 'Cleo' : 'Dora', look);
    await createRoom(page, isPhone ? 'phone' : 'desk');
    const begin = page.getByRole('button', { name: isPhone ? '录制语音消息' : 'Record a voice message' });
    const clock = page.locator('#composer time');
    await begin.click();
    await clock.waitFor();
    await page.keyboard.press('Escape');
    await page.locator('textarea#composer').waitFor();
    await begin.click();
    await expect.poll(() => clock.innerText()).not.toBe('0:00');
    await page.keyboard.press('Enter');
    await page.locator('[data-row] audio').waitFor({ state: 'attached' });
    expect(await page.locator('[data-row] audio').count()).toBe(1);

    for (const [name, words] of [
      ['NotAllowedError', isPhone ? /浏览器不允许/ : /does not let this page use the microphone/],
      ['NotFoundError', isPhone ? /没有找到麦克风/ : /No microphone was found/],
    ] as const) {
      await page.evaluate((code) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', code));
      }, name);
      await begin.click();
      await page.getByRole('alert').getByText(words).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    // Nothing of it is in the way of writing.
    await page.locator('textarea#composer').fill('x');
    if (isPhone) expect(await begin.count()).toBe(0);
  }
});

test('[WEB-136] what a picture shows is said while it is uploaded, and read by others', async () => {
  const [ann, bo] = await Promise.all([join('Eve'), join('Finn')]);
  const path = await createRoom(ann, 'pictures');
  await enterRoom(bo, path);
  const pictures = ['heron.png', 'plain.png'].map((name) => ({ name, mimeType: 'image/png', buffer: png(320, 200) }));
  await ann.locator('input[type="file"]').setInputFiles(pictures);
  await ann.getByRole('button', { name: 'Describe heron.png' }).click();
  const dialog = ann.getByRole('dialog', { name: 'Description for screen readers' });
  await dialog.getByRole('textbox').fill('A heron at the lake');
  expect(await axeFindings(ann)).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await ann.getByRole('button', { name: 'Change the description of heron.png' }).waitFor();
  await ann.locator('#composer').press('Enter');
  const shown = bo.getByRole('button', { name: 'Open A heron at the lake' });
  await shown.click();
  const viewer = bo.getByRole('dialog', { name: 'Pictures' });
  await viewer.getByRole('img', { name: 'A heron at the lake' }).waitFor();
  await viewer.getByText('A heron at the lake').waitFor();
  await bo.keyboard.press('ArrowRight');
  await viewer.getByRole('img', { name: 'plain.png' }).waitFor();
});
