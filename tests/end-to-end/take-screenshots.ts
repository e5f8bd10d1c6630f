// Writes docs/screenshots: the built app over the built server, every screen in every state. (`node tools/setup.mjs --build-only` builds it.)
//   node tests/end-to-end/take-screenshots.ts              all of them
//   node tests/end-to-end/take-screenshots.ts inbox room   those screens
//   node tests/end-to-end/take-screenshots.ts --index      the page that lists them, alone
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowserWithMicrophone } from './support/browser.ts';
import type { Scene } from './states/scene.ts';
import { scenes } from './states/scenes.ts';
import { drawSheet, type Shot } from './states/sheet.ts';
import { index, screens, sheetsOf } from './states/sheets.ts';
import { Stages } from './states/stage.ts';
import type { Language } from './states/words.ts';
import { World } from './states/world.ts';

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
/** Each as large as it is: not kept in the repository. */
const whole = fileURLToPath(new URL('../../run/screenshots/', import.meta.url));

const languages = ['zh-CN', 'en'] as const satisfies readonly Language[];
const themes = ['light', 'dark'] as const;
type Size = { readonly width: number; readonly height: number; readonly touch: boolean };
const phone: Size = { width: 360, height: 740, touch: true };
const desks: readonly Size[] = [
  { width: 1_280, height: 800, touch: false },
  { width: 1_920, height: 1_080, touch: false },
];

/** A finger, and scrollbars that take no room; or a mouse. */
const resize = async (page: Page, debug: CDPSession, { width, height, touch }: Size): Promise<void> => {
  await debug.send('Emulation.setTouchEmulationEnabled', { enabled: touch, ...(touch && { maxTouchPoints: 1 }) });
  await page.setViewportSize({ width, height });
  await page.evaluate((isPhone) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { caret-color: transparent; ${isPhone ? 'scrollbar-gutter: auto !important' : ''} }`);
    document.adoptedStyleSheets = [sheet];
  }, touch);
};

/** What fades in is there, and two frames were drawn. */
const drawn = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    await frame();
    await frame();
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
    await frame();
  });

/** They stand in the READMEs. */
const heroes: Readonly<Record<string, string>> = { 'light zh-CN': 'room-light-zh.png', 'dark en': 'room-dark-en.png' };

const fileName = (screen: string, state: string): string => `${screen}-${state.replaceAll(/\W+/g, '-')}`;

/** One state in all themes and sizes. Says where something is wider than the window. */
const shoot = async (page: Page, { screen, state, tall, narrow }: Scene, language: Language): Promise<Shot[]> => {
  const shots: Shot[] = [];
  const debug = await page.context().newCDPSession(page);
  for (const size of narrow ? [phone] : [phone, ...desks]) {
    const height = tall ? size.height * 2 : size.height;
    await resize(page, debug, { ...size, height });
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await drawn(page);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wider > 0) process.stdout.write(`  ${screen}, ${state}: ${wider} px wider than ${size.width}\n`);
      const { data } = await debug.send('Page.captureScreenshot', { optimizeForSpeed: true });
      const png = Buffer.from(data, 'base64');
      const hero = screen === 'room' && state === 'ready' && size.width === 1_280 && heroes[`${theme} ${language}`];
      if (hero) await writeFile(`${folder}${hero}`, await page.screenshot());
      shots.push({ screen, state, language, theme, width: size.width, height, png });
      await writeFile(`${whole}${fileName(screen, state)}-${size.width}-${theme}-${language}.png`, png);
    }
  }
  return shots;
};

const take = async (only: readonly string[]): Promise<void> => {
  await mkdir(`${folder}states`, { recursive: true });
  await mkdir(whole, { recursive: true });
  const browser = await launchBrowserWithMicrophone();
  const world = await World.open();
  const stages = new Stages(browser, world);
  const missed: string[] = [];
  try {
    for (const screen of only.length === 0 ? screens : only) {
      const shots: Shot[] = [];
      for (const scene of scenes.filter((one) => one.screen === screen))
        for (const language of languages) {
          const { who = 'reader', device = 'read' } = scene;
          const stage = await stages.raise(who, language, device);
          process.stdout.write(`${screen}: ${scene.state}, ${language}\n`);
          try {
            if (scene.narrow) await resize(stage.page, await stage.page.context().newCDPSession(stage.page), phone);
            await scene.show(stage);
            shots.push(...(await shoot(stage.page, scene, language)));
          } catch (error) {
            const { message } = error as Error;
            missed.push(`${screen}, ${scene.state}, ${language}: ${message.slice(0, 300)}`);
            const png = await stage.page.screenshot();
            await writeFile(`${whole}missed-${fileName(screen, scene.state)}-${language}.png`, png);
          } finally {
            await stages.fold(stage, who, device);
          }
        }
      for (const { name, states } of sheetsOf(screen))
        for (const language of languages)
          for (const theme of themes) {
            const fitting = shots.filter(
              (one) => one.language === language && one.theme === theme && states.includes(one.state),
            );
            const file = `${name}-${theme}-${language === 'en' ? 'en' : 'zh'}.webp`;
            await writeFile(`${folder}states/${file}`, await drawSheet(browser, fitting));
            process.stdout.write(`states/${file}\n`);
          }
    }
  } finally {
    await world.close();
    await browser.close();
  }
  if (missed.length > 0) throw new Error(`These states did not come:\n${missed.join('\n')}`);
};

const asked = process.argv.slice(2);
await writeFile(`${folder}README.md`, index());
if (!asked.includes('--index')) await take(asked);
