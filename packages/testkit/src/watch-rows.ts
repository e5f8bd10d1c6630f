/** What every painted frame of the web app showed while one scrolled. */
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
  /** Frames that came more than 20 ms after the one before. */
  readonly late: number;
  readonly lowest: number;
  readonly highest: number;
};

/** A page of Playwright's. */
type Page = { readonly evaluate: (expression: string) => Promise<unknown> };

/** Runs in the page. `sign` 1: one scrolls towards what is older, and what is shown moves down. */
const watch = (sign: number): void => {
  const state = {
    frames: 0,
    reverse: 0,
    blank: 0,
    torn: 0,
    apart: 0,
    late: 0,
    lowest: Infinity,
    highest: 0,
    isOver: false,
  };
  Object.assign(globalThis, { watch: state });
  let last = new Map<string, number>();
  let lastFirst = NaN;
  let at = performance.now();
  const frame = (now: number): void => {
    const box = document.querySelector('[role="log"]')?.getBoundingClientRect();
    const rows = new Map<string, number>();
    let first = Infinity;
    let top = Infinity;
    let bottom = 0;
    for (const row of document.querySelectorAll<HTMLElement>('[data-row]')) {
      const place = row.getBoundingClientRect();
      if (!box || place.bottom <= box.top || place.top >= box.bottom) continue;
      rows.set(row.dataset['row'] ?? '', place.top);
      top = Math.min(top, place.top);
      bottom = Math.max(bottom, place.bottom);
      const seq = Number(row.getAttribute('aria-posinset'));
      first = Math.min(first, seq);
      state.lowest = Math.min(state.lowest, seq);
      state.highest = Math.max(state.highest, seq);
    }
    const moves = [...rows].flatMap(([key, place]) => (last.has(key) ? [place - (last.get(key) ?? 0)] : []));
    // Rows of both frames that moved back; or, where a frame shows others than the one before, numbers that did.
    if (moves.some((move) => move * sign < -1) || (first - lastFirst) * sign > 1) state.reverse += 1;
    if (last.size > 0 && moves.length === 0) state.torn += 1;
    // Day lines and the beginning's words stand between rows; nothing is as high as that.
    if (box && (bottom < box.bottom - 120 || top > box.top + 400)) state.blank += 1;
    if (moves.length > 0) state.apart = Math.max(state.apart, Math.max(...moves) - Math.min(...moves));
    if (now - at > 20) state.late += 1;
    at = now;
    state.frames += 1;
    last = rows;
    lastFirst = first;
    if (!state.isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};

/** Watches the rows from now on. `up`: one scrolls towards what is older. */
export const watchRows = async (
  page: Page,
  direction: 'up' | 'down',
): Promise<{ readonly seen: () => Promise<Watch>; readonly end: () => Promise<Watch> }> => {
  await page.evaluate(`(${watch.toString()})(${direction === 'up' ? 1 : -1})`);
  const look = async (isOver: boolean): Promise<Watch> =>
    (await page.evaluate(`Object.assign(globalThis.watch, { isOver: ${isOver} })`)) as Watch;
  return { seen: () => look(false), end: () => look(true) };
};
