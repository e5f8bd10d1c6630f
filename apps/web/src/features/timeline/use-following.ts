import { useEffect, useLayoutEffect } from 'react';
import type { Jumps } from './use-jumps.ts';
import type { Scroll } from './use-scroll.ts';
import type { ShownRows } from './use-shown-rows.ts';

/** Keeps the reader where she is, or at the bottom, whatever comes, goes and grows (WEB-2 to WEB-7). */
export const useFollowing = (
  shown: ShownRows,
  { goal, aim, scroller, scrollToGoal, report, loadMore }: Scroll,
  { finishJump }: Jumps,
): void => {
  // After every change of the rows.
  useLayoutEffect(() => {
    const { change, rows } = shown;
    if (finishJump()) {
      // It is where the jump wanted to be.
    } else if (change.replaced) scrollToGoal(false);
    else if (change.appended > 0) {
      const isOwnSend = rows
        .slice(-change.appended)
        .some(({ item }) => item.kind === 'pending' && item.pending.status.state === 'sending');
      if (isOwnSend) aim({ kind: 'bottom' });
      if (goal.current.kind === 'bottom') scrollToGoal(false);
    } else if (goal.current.kind !== 'none') scrollToGoal(true);
    report();
    // Not within this commit: the answer may be there at once.
    queueMicrotask(loadMore);
  }, [shown, aim, finishJump, goal, loadMore, report, scrollToGoal]);

  // The composer grew, the window shrank. Another generation is another scroller.
  useLayoutEffect(() => {
    const el = scroller.current;
    if (!el) return;
    const resized = new ResizeObserver(() => {
      scrollToGoal(true);
      report();
    });
    resized.observe(el);
    return () => resized.disconnect();
  }, [report, scrollToGoal, scroller, shown.generation]);

  // Read by the tests and by `npm run bench -- first-paint`.
  const hasRows = shown.rows.length > 0;
  useEffect(() => {
    if (!hasRows) return;
    const frame = requestAnimationFrame(() => {
      if (performance.getEntriesByName('first-message').length === 0) performance.mark('first-message');
    });
    return () => cancelAnimationFrame(frame);
  }, [hasRows]);
};
