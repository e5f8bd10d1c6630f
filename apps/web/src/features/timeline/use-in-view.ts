import { useEffect, type RefObject } from 'react';

/** Keeps what one writes in wholly in view, as far as it fits: when it opens, at every key, and whenever it or the log changes its size. */
export const useInView = (written: RefObject<HTMLElement | null>): void => {
  useEffect(() => {
    const el = written.current;
    const log = el?.closest('[role="log"]');
    if (!el || !log) return;
    const show = (): void => {
      // Whoever looks elsewhere meanwhile is left there.
      if (!el.contains(document.activeElement)) return;
      const [box, seen] = [el.getBoundingClientRect(), log.getBoundingClientRect()];
      // As little as needed. Of what is too high the upper end.
      log.scrollTop += Math.min(Math.max(0, box.bottom - seen.bottom), box.top - seen.top);
    };
    const sizes = new ResizeObserver(show);
    sizes.observe(el);
    sizes.observe(log);
    el.addEventListener('input', show);
    return () => {
      sizes.disconnect();
      el.removeEventListener('input', show);
    };
  }, [written]);
};
