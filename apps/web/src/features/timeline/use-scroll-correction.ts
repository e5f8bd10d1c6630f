import { useCallback, useEffect, useRef, type RefObject } from 'react';

/** Without a scroll event for so long, it has come to rest. */
const restMs = 150;

/** On iOS a position that is set ends the scroll under way. */
const isIos =
  /iP(hone|ad|od)/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/**
 * Moves the scroll position by as much as the rows in view have moved. Relative, so that a scroll under way goes on. Where that cannot be
 * (iOS), the list is drawn shifted until the scroll has come to rest.
 */
export const useScrollCorrection = (
  scroller: RefObject<HTMLElement | null>,
  container: RefObject<HTMLElement | null>,
) => {
  /** Of positions that the browser rounds. */
  const owed = useRef(0);
  /** Pixels that the list is drawn higher. */
  const shifted = useRef(0);
  const isMoving = useRef(false);
  /** The scroll position when it was last looked at. */
  const stood = useRef(0);
  /** Pixels that the browser itself has scrolled back since the last correction, because the list was shorter than that for a moment. */
  const cutOff = useRef(0);

  const look = useCallback((el: HTMLElement) => {
    const lost = stood.current - el.scrollTop;
    const isAtEnd = el.scrollTop >= el.scrollHeight - el.clientHeight - 1;
    if (lost > 0 && isAtEnd && !(isIos && isMoving.current)) cutOff.current += lost;
    stood.current = el.scrollTop;
  }, []);

  /** What is at the top of the view, in pixels from the list's top: before a change that has yet to be corrected, what was there. */
  const position = useCallback(() => {
    const el = scroller.current;
    if (!el) return 0;
    look(el);
    return stood.current + cutOff.current + shifted.current;
  }, [look, scroller]);

  const correct = useCallback(
    (by: number) => {
      const el = scroller.current;
      if (!el) return;
      look(el);
      const missing = by + cutOff.current;
      cutOff.current = 0;
      if (missing === 0) return;
      if (isIos && isMoving.current) {
        shifted.current += missing;
        container.current?.style.setProperty('transform', `translateY(${-shifted.current}px)`);
        return;
      }
      const before = el.scrollTop;
      const wanted = missing + owed.current;
      el.scrollBy({ top: wanted, behavior: 'instant' });
      stood.current = el.scrollTop;
      const rest = wanted - (el.scrollTop - before);
      // More than rounding is an end of the list.
      owed.current = Math.abs(rest) < 1 ? rest : 0;
    },
    [container, look, scroller],
  );

  useEffect(() => {
    const el = scroller.current;
    if (!el) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = (): void => {
      isMoving.current = false;
      container.current?.style.removeProperty('pointer-events');
      if (shifted.current === 0) return;
      const by = shifted.current;
      shifted.current = 0;
      container.current?.style.removeProperty('transform');
      correct(by);
    };
    const move = (): void => {
      isMoving.current = true;
      stood.current = el.scrollTop;
      cutOff.current = 0;
      // Rows that pass under a resting pointer are not pointed at.
      container.current?.style.setProperty('pointer-events', 'none');
      clearTimeout(timer);
      timer = setTimeout(rest, restMs);
    };
    el.addEventListener('scroll', move, { passive: true });
    return () => {
      clearTimeout(timer);
      el.removeEventListener('scroll', move);
    };
  }, [container, correct, scroller]);

  return { position, correct };
};
