import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { Scene } from './states/scene.ts';
import { scenes } from './states/scenes.ts';
import { drawSheet, type Shot } from './states/sheet.ts';
import { Stages } from './states/stage.ts';
import type { Language } from './states/words.ts';
import { World } from './states/world.ts';

const sheets = fileURLToPath(new URL('../../docs/screenshots/states/', import.meta.url));
/** Each as large as it is: not kept in the repository. */
const whole = fileURLToPath(new URL('../../run/screenshots/', import.meta.url));

const languages = ['zh-CN', 'en'] as const satisfies readonly Language[];
const themes = ['light', 'dark'] as const;
const sizes = [
  { width: 390, height: 844, touch: true },
  { width: 1_280, height: 800, touch: false },
  { width: 1_920, height: 1_080, touch: false },
] as const;

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

/** One state in all themes and sizes. Says where something is wider than the window. */
const shoot = async (page: Page, { screen, state }: Scene, language: Language): Promise<Shot[]> => {
  const shots: Shot[] = [];
  const debug = await page.context().newCDPSession(page);
  for (const size of sizes) {
    await debug.send('Emulation.setTouchEmulationEnabled', {
      enabled: size.touch,
      ...(size.touch && { maxTouchPoints: 1 }),
    });
    await page.setViewportSize(size);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await drawn(page);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wider > 0) process.stdout.write(`  ${screen}, ${state}: ${wider} px wider than ${size.width}\n`);
      const png = await page.screenshot();
      shots.push({ screen, state, language, theme, width: size.width, height: size.height, png });
      await writeFile(`${whole}${screen}-${state.replaceAll(/\W+/g, '-')}-${size.width}-${theme}-${language}.png`, png);
    }
  }
  return shots;
};

/** Every screen in every state: brought there by a real server, a real browser and a network that fails. One sheet for each screen, language and theme. */
export const screenshotsOfStates = async (browser: Browser, only: readonly string[]): Promise<void> => {
  await mkdir(sheets, { recursive: true });
  await mkdir(whole, { recursive: true });
  const world = await World.open();
  const stages = new Stages(browser, world);
  const missed: string[] = [];
  try {
    const screens = [...new Set(scenes.map(({ screen }) => screen))];
    for (const screen of screens.filter((one) => only.length === 0 || only.includes(one))) {
      const shots: Shot[] = [];
      for (const scene of scenes.filter((one) => one.screen === screen))
        for (const language of languages) {
          const { who = 'reader', device = 'read' } = scene;
          const stage = await stages.raise(who, language, device);
          process.stdout.write(`${screen}: ${scene.state}, ${language}\n`);
          try {
            await scene.show(stage);
            shots.push(...(await shoot(stage.page, scene, language)));
          } catch (error) {
            const { message } = error as Error;
            missed.push(`${screen}, ${scene.state}, ${language}: ${message.slice(0, 300)}`);
            await writeFile(
              `${whole}missed-${screen}-${scene.state.replaceAll(/\W+/g, '-')}-${language}.png`,
              await stage.page.screenshot(),
            );
          } finally {
            await stages.fold(stage, who, device);
          }
        }
      for (const language of languages)
        for (const theme of themes) {
          const name = `${screen}-${theme}-${language === 'en' ? 'en' : 'zh'}`;
          const fitting = shots.filter((one) => one.language === language && one.theme === theme);
          await writeFile(`${sheets}${name}.webp`, await drawSheet(browser, fitting));
          process.stdout.write(`states/${name}.webp\n`);
        }
    }
  } finally {
    await world.close();
  }
  if (missed.length > 0) throw new Error(`These states did not come:\n${missed.join('\n')}`);
};
