import type { Page } from 'playwright-core';

/** Waits until for ten frames none of these has come, gone or moved; there is one at least. */
export const still = (page: Page, selector = 'body *'): Promise<void> =>
  page.evaluate(
    (which) =>
      new Promise<void>((done) => {
        let last = '';
        let same = 0;
        const look = (): void => {
          const now = [...document.querySelectorAll(which)]
            .map((element) => {
              const { left, top, width, height } = element.getBoundingClientRect();
              return Math.round(left) + Math.round(top) * 3 + Math.round(width) * 7 + Math.round(height) * 11;
            })
            .join();
          same = now === last && now !== '' ? same + 1 : 0;
          last = now;
          if (same >= 10) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
    selector,
  );

/** The messages stand where they stay. */
export const settled = (page: Page): Promise<void> => still(page, '[data-row]');
