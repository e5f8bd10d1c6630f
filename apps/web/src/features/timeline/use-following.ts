import { useCallback, useEffect, useLayoutEffect } from 'react';
import type { Jumps } from './use-jumps.ts';
import type { Scroll } from './use-scroll.ts';
import type { ShownRows } from './use-shown-rows.ts';

/** Keeps the reader where she is, or at the bottom, whatever comes, goes and grows (WEB-2 to WEB-7). */
export const useFollowing = (
  shown: ShownRows,
  { goal, aim, list, now, scroller, scrollToGoal, report, loadMore }: Scroll,
  { finishJump }: Jumps,
): void => {
  /** Nobody has seen what comes by the screenful, or what is followed by more that is not loaded: the place is kept, before it. */
  const isMoreThanSeen = useCallback(
    (appended: number): boolean => {
      const layout = list.current?.layout();
      const height = scroller.current?.clientHeight ?? 0;
      if (!layout || appended < 2) return false;
      return now.current.view.hasNewer || layout.total - layout.top(layout.keys.length - appended) > height;
    },
    [list, now, scroller],
  );

  // After every change of the rows.
  useLayoutEffect(() => {
    const { change, rows } = shown;
    if (finishJump()) {
      // It is where the jump wanted to be.
    } else if (change.replaced) {
      if (now.current.view.hasNewer && goal.current.kind === 'bottom') aim({ kind: 'none' });
      scrollToGoal(false);
    } else if (change.appended > 0) {
      const isOwnSend = rows
        .slice(-change.appended)
        .some(({ item }) => item.kind === 'pending' && item.pending.status.state === 'sending');
      if (isOwnSend) aim({ kind: 'bottom' });
      else if (goal.current.kind === 'bottom' && isMoreThanSeen(change.appended)) aim({ kind: 'none' });
      if (goal.current.kind === 'bottom') scrollToGoal(false);
    } else if (goal.current.kind !== 'none') scrollToGoal(true);
    report();
    // Not within this commit: the answer may be there at once.
    queueMicrotask(loadMore);
  }, [shown, aim, finishJump, goal, isMoreThanSeen, loadMore, now, report, scrollToGoal]);

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
