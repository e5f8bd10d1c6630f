import type { Page } from 'playwright-core';

/** Waits until for ten frames nothing on the page has come, gone or moved. */
export const still = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((done) => {
        let last = '';
        let same = 0;
        const look = (): void => {
          const boxes = [...document.querySelectorAll('body *')].map((element) => {
            const { left, top, width, height } = element.getBoundingClientRect();
            return Math.round(left) + Math.round(top) * 3 + Math.round(width) * 7 + Math.round(height) * 11;
          });
          const now = boxes.join();
          same = now === last ? same + 1 : 0;
          last = now;
          if (same >= 10) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
