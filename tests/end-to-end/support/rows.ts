import type { Page } from 'playwright-core';

/** Waits until nothing moves for ten frames. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((done) => {
        let last = '';
        let same = 0;
        const look = () => {
          const rows = [...document.querySelectorAll('[data-row]')]
            .map((row) => Math.round(row.getBoundingClientRect().top))
            .join();
          same = rows === last && rows !== '' ? same + 1 : 0;
          last = rows;
          if (same >= 10) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
