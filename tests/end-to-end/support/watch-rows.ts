import type { Page } from 'playwright-core';

/** What every painted frame showed while one scrolled. */
export type Watch = {
  readonly frames: number;
  /** Frames in which something that was shown moved against the direction of the scroll. */
  readonly reverse: number;
  /** Frames in which a part of the view was empty. */
  readonly blank: number;
  /** Frames that have no row of the one before. */
  readonly torn: number;
  /** The farthest that two rows of one frame moved apart, in pixels. */
  readonly apart: number;
  readonly lowest: number;
  readonly highest: number;
};

/** Watches the rows from now on. `up`: one scrolls towards what is older. */
export const watchRows = async (
  page: Page,
  direction: 'up' | 'down',
): Promise<{ readonly seen: () => Promise<Watch>; readonly end: () => Promise<Watch> }> => {
  await page.evaluate(
    (sign) => {
      const state = { frames: 0, reverse: 0, blank: 0, torn: 0, apart: 0, lowest: Infinity, highest: 0, isOver: false };
      Object.assign(globalThis, { watch: state });
      let last = new Map<string, number>();
      const frame = (): void => {
        const box = document.querySelector('[role="log"]')?.getBoundingClientRect();
        const rows = new Map<string, number>();
        let top = Infinity;
        let bottom = 0;
        for (const row of document.querySelectorAll<HTMLElement>('[data-row]')) {
          const at = row.getBoundingClientRect();
          if (!box || at.bottom <= box.top || at.top >= box.bottom) continue;
          rows.set(row.dataset['row'] ?? '', at.top);
          top = Math.min(top, at.top);
          bottom = Math.max(bottom, at.bottom);
          const seq = Number(row.getAttribute('aria-posinset'));
          state.lowest = Math.min(state.lowest, seq);
          state.highest = Math.max(state.highest, seq);
        }
        const moves = [...rows].flatMap(([key, at]) => (last.has(key) ? [at - (last.get(key) ?? 0)] : []));
        if (moves.some((move) => move * sign < -1)) state.reverse += 1;
        if (last.size > 0 && moves.length === 0) state.torn += 1;
        // Day lines and the beginning's words stand between rows; nothing is as high as that.
        if (box && (bottom < box.bottom - 120 || top > box.top + 400)) state.blank += 1;
        if (moves.length > 0) state.apart = Math.max(state.apart, Math.max(...moves) - Math.min(...moves));
        state.frames += 1;
        last = rows;
        if (!state.isOver) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    },
    direction === 'up' ? 1 : -1,
  );
  const look = (isOver: boolean): Promise<Watch> =>
    page.evaluate((over) => {
      const { watch } = globalThis as unknown as { watch: Watch & { isOver: boolean } };
      watch.isOver = over;
      return watch;
    }, isOver);
  return { seen: () => look(false), end: () => look(true) };
};
