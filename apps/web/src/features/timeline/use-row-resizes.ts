import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/** Tells when a mounted row, or the width of all, changes, and of each row when it is new. Several rows of one frame are told once, before it is painted. */
export const useRowResizes = (
  container: RefObject<HTMLElement | null>,
  onResize: (rows: readonly Element[], isWider: boolean) => void,
): void => {
  const told = useRef(onResize);
  told.current = onResize;
  const parts = useRef<{ readonly observer: ResizeObserver; isTelling: boolean; readonly rows: Set<Element> }>(
    undefined,
  );

  useEffect(() => {
    const current = parts.current;
    return () => {
      current?.observer.disconnect();
      parts.current = undefined;
    };
  }, []);

  useLayoutEffect(() => {
    const el = container.current;
    if (!el) return;
    if (!parts.current) {
      let width = el.clientWidth;
      const observer = new ResizeObserver((resized) => {
        const isWider = el.clientWidth !== width;
        width = el.clientWidth;
        if (parts.current) parts.current.isTelling = true;
        told.current(
          resized.map(({ target }) => target),
          isWider,
        );
        if (parts.current) parts.current.isTelling = false;
      });
      parts.current = { observer, isTelling: false, rows: new Set() };
    }
    const { observer, rows, isTelling } = parts.current;
    for (const row of rows) {
      if (row.parentElement === el) continue;
      observer.unobserve(row);
      rows.delete(row);
    }
    const observe = (): void => {
      for (const row of el.children) {
        if (rows.has(row)) continue;
        rows.add(row);
        observer.observe(row);
      }
    };
    // What is first observed while sizes are told would be told in vain.
    if (isTelling) requestAnimationFrame(observe);
    else observe();
  });
};
