import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Row } from './rows.ts';
import { useScene } from './TimelineContext.ts';

/** So far a row is drawn for a reply, and at most. */
export const replyPx = 56;
const mostPx = 76;
/** Before it is clear whether the finger scrolls or swipes. */
const slackPx = 12;
/** These have a use of their own for it. */
const own = 'pre, input, textarea, video, audio, [role="slider"]';

export type Swipe = { readonly top: number; readonly px: number };

type Drag = { readonly x: number; readonly y: number; readonly row: HTMLElement; isSwipe: boolean; px: number };

/** A row that a finger draws aside, towards where lines begin, is answered. Answers where the sign of it stands meanwhile. [WEB-205] */
export const useSwipes = (scroller: RefObject<HTMLElement | null>, rows: readonly Row[]): Swipe | undefined => {
  const { mayPost, actions } = useScene();
  const [swipe, setSwipe] = useState<Swipe>();
  const latest = useRef({ rows, actions });
  latest.current = { rows, actions };
  useEffect(() => {
    if (!mayPost || navigator.maxTouchPoints === 0) return;
    let drag: Drag | undefined;
    const end = (isAnswered: boolean): void => {
      if (!drag) return;
      const { row, px, isSwipe } = drag;
      drag = undefined;
      row.style.translate = '';
      setSwipe(undefined);
      if (!isAnswered || !isSwipe || px < replyPx) return;
      const found = latest.current.rows.find(({ item }) => item.key === row.dataset['row']);
      if (found?.item.kind === 'message' && found.item.message.content !== undefined)
        latest.current.actions.reply(found.item);
    };
    const down = (event: PointerEvent): void => {
      end(false);
      const { target, pointerType, isPrimary, clientX, clientY } = event;
      if (pointerType !== 'touch' || !isPrimary || !(target instanceof Element)) return;
      const row = target.closest<HTMLElement>('[data-row]');
      if (!row || target.closest(own) || !scroller.current?.contains(row)) return;
      drag = { x: clientX, y: clientY, row, isSwipe: false, px: 0 };
    };
    const move = (event: PointerEvent): void => {
      if (!drag || !event.isPrimary) return;
      const sign = getComputedStyle(drag.row).direction === 'rtl' ? 1 : -1;
      const [across, along] = [(event.clientX - drag.x) * sign, Math.abs(event.clientY - drag.y)];
      if (!drag.isSwipe && (along > slackPx || across < -slackPx)) return end(false);
      if (!drag.isSwipe && across < slackPx) return;
      drag.isSwipe = true;
      drag.px = Math.min(mostPx, Math.max(0, across - slackPx));
      drag.row.style.translate = `${drag.px * sign}px`;
      const [box, frame] = [drag.row.getBoundingClientRect(), scroller.current?.getBoundingClientRect()];
      setSwipe({ top: box.top + box.height / 2 - (frame?.top ?? 0), px: drag.px });
    };
    const up = (): void => end(true);
    const cancel = (): void => end(false);
    document.addEventListener('pointerdown', down);
    document.addEventListener('pointermove', move);
    document.addEventListener('pointerup', up);
    document.addEventListener('pointercancel', cancel);
    return () => {
      cancel();
      document.removeEventListener('pointerdown', down);
      document.removeEventListener('pointermove', move);
      document.removeEventListener('pointerup', up);
      document.removeEventListener('pointercancel', cancel);
    };
  }, [mayPost, scroller]);
  return swipe;
};
