import { launchBrowser } from '../end-to-end/support/browser.ts';
import type { Engine } from './engine.ts';

export const startChromium = async (): Promise<Engine> => {
  const browser = await launchBrowser();
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  return {
    name: `Chromium ${browser.version()}`,
    open: async (url) => void (await page.goto(url)),
    click: (selector) => page.locator(selector).first().click({ timeout: 15_000 }),
    type: (text) => page.keyboard.type(text),
    press: (key, held = []) => page.keyboard.press([...held, key].join('+')),
    run: (script) => page.evaluate(script),
    size: async (width, height) => {
      await page.setViewportSize({ width, height });
      return width;
    },
    screenshot: async (path) => void (await page.screenshot({ path })),
    compose: async (steps, chosen) => {
      for (const text of steps)
        await protocol.send('Input.imeSetComposition', {
          text,
          selectionStart: text.length,
          selectionEnd: text.length,
        });
      if (chosen !== undefined) await protocol.send('Input.insertText', { text: chosen });
    },
    close: () => browser.close(),
  };
};
