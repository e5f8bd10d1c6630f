import type { Timeline } from '@rookery/client';
import { useCallback, useEffect, useRef } from 'react';
import { showToast } from '../../design/toasts.ts';
import { text } from '../../locales/text.ts';
import type { TimelineScene } from './TimelineContext.ts';
import type { Scroll } from './use-scroll.ts';
import styles from './Timeline.module.css';

export const waiting = styles.waiting ?? '';
const highlightMs = 2_000;
/** How far below the top edge the first unread message opens. */
export const unreadFromTopPx = 72;

/** A message to show: `at` px below the top edge or in the middle, marked or not. */
type Jump = { readonly seq: number; readonly at: number | 'center'; readonly mark: boolean };

/** Going to a message, the first unread one, or the latest, whether or not it is loaded. */
export const useJumps = (
  { now, goal, aim, scroller, scrollToGoal, report }: Scroll,
  timeline: Timeline,
  scene: TimelineScene,
) => {
  /** A jump that waits for its stretch of the log. */
  const pending = useRef<Jump | 'latest'>(undefined);
  const highlightTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(highlightTimer.current), []);

  /** False when the message is not in the window. */
  const jumpWithin = useCallback(
    ({ seq, at, mark }: Jump): boolean => {
      const row = now.current.rows.find(({ item }) => item.message.seq === seq);
      if (!row) return false;
      aim({ kind: 'row', key: row.item.key, at });
      scrollToGoal(false);
      if (mark) {
        scene.highlighted.set(seq);
        clearTimeout(highlightTimer.current);
        highlightTimer.current = setTimeout(() => scene.highlighted.set(undefined), highlightMs);
      }
      return true;
    },
    [aim, now, scene, scrollToGoal],
  );

  const jump = useCallback(
    (to: Jump) => {
      if (jumpWithin(to)) return;
      pending.current = to;
      void timeline.showAround(to.seq).then((found) => {
        if (!found && pending.current === to) {
          pending.current = undefined;
          if (to.mark) showToast(text(scene.missing(to.seq)));
        }
        scroller.current?.classList.remove(waiting);
      });
    },
    [jumpWithin, scene, scroller, timeline],
  );

  /** Goes where the last jump wanted to, once that is loaded. False when none waits or it is not there yet. */
  const finishJump = useCallback((): boolean => {
    const to = pending.current;
    if (to === undefined) return false;
    if (to !== 'latest') {
      if (!jumpWithin(to)) return false;
    } else if (now.current.view.hasNewer) return false;
    else {
      aim({ kind: 'bottom' });
      scrollToGoal(false);
    }
    pending.current = undefined;
    return true;
  }, [aim, jumpWithin, now, scrollToGoal]);

  const toLatest = useCallback(() => {
    if (now.current.view.hasNewer) {
      pending.current = 'latest';
      void timeline.showLatest();
    } else {
      pending.current = undefined;
      aim({ kind: 'bottom' });
      scrollToGoal(false);
      report();
    }
  }, [aim, now, report, scrollToGoal, timeline]);

  const toUnread = useCallback(() => {
    const { rows, unreadAfter } = now.current;
    const line = rows.find((row) => row.startsUnread);
    const seq = line?.item.message.seq ?? (unreadAfter === undefined ? undefined : unreadAfter + 1);
    if (seq !== undefined) jump({ seq, at: unreadFromTopPx, mark: false });
  }, [jump, now]);

  /** Shows the message where it is not in view already. */
  const reveal = useCallback(
    (seq: number) => {
      const el = scroller.current;
      const row = el?.querySelector(`[aria-posinset="${seq}"]`)?.getBoundingClientRect();
      const view = el?.getBoundingClientRect();
      if (row && view && row.top >= view.top && row.bottom <= view.bottom) return;
      jump({ seq, at: 'center', mark: false });
    },
    [jump, scroller],
  );

  /** The reader goes elsewhere by her own hand. */
  const letGo = useCallback(() => {
    if (goal.current.kind === 'row') aim({ kind: 'none' });
    pending.current = undefined;
  }, [aim, goal]);

  return { pending, jump, finishJump, toLatest, toUnread, reveal, letGo };
};

export type Jumps = ReturnType<typeof useJumps>;
