import { useCallback, type KeyboardEvent, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { pickReaction } from './keys-ahead.ts';
import { handleRowKey } from './row-keys.ts';
import type { Row } from './rows.ts';
import type { RowsHandle } from './VirtualRows.tsx';
import type { TimelineScene } from './TimelineContext.ts';

/** Frames. */
const focusTries = 10;

/** In a message, but not for its keys. Its links and the like only take Enter: the message takes all others. */
const hasItsOwnKeys = 'input, textarea, pre, audio, video, dialog, [popover], [role="toolbar"]';

type Parts = {
  readonly scene: TimelineScene;
  readonly now: RefObject<{ readonly rows: readonly Row[] }>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly list: RefObject<RowsHandle | null>;
  /** The reader goes elsewhere by a key. */
  readonly onMove: () => void;
};

/** The one row that takes the keyboard's focus, which the arrows move through rows that are mounted only as they come near. */
export const useRowFocus = ({ scene, now, scroller, list, onMove }: Parts) => {
  const indexOfKey = useCallback((key: string) => now.current.rows.findIndex((row) => row.item.key === key), [now]);

  const focusRowAt = useCallback(
    (index: number) => {
      const row = now.current.rows[Math.max(0, Math.min(now.current.rows.length - 1, index))];
      if (!row) {
        // Nothing was said yet.
        scroller.current?.focus({ preventScroll: true });
        return;
      }
      // Committed at once: only then is the row there to take the focus.
      flushSync(() => scene.focused.set(row.item.key));
      list.current?.reveal(indexOfKey(row.item.key));
      // A row from afar is invisible until it is measured, and takes no focus before.
      const focus = (tries: number) => {
        const element = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.item.key)}"]`);
        element?.focus({ preventScroll: true });
        if (document.activeElement !== element && tries > 0) requestAnimationFrame(() => focus(tries - 1));
      };
      focus(focusTries);
    },
    [indexOfKey, list, now, scene, scroller],
  );

  /** The row that had the focus last where it is in view, else the last one that is. Who comes by a key stays at what she reads. */
  const focusRow = useCallback(() => {
    const el = scroller.current;
    const rows = list.current;
    if (!el || !rows) return focusRowAt(0);
    const layout = rows.layout();
    const top = rows.position();
    const [from, to] = [layout.indexAt(top), layout.indexAt(top + el.clientHeight)];
    const isWhole = layout.top(to + 1) <= top + el.clientHeight + 1;
    const key = scene.focused.get();
    const index = key === undefined ? -1 : indexOfKey(key);
    focusRowAt(index >= from && index <= to ? index : Math.max(from, isWhole ? to : to - 1));
  }, [focusRowAt, indexOfKey, list, scene, scroller]);

  /** Opens the choice of emoji for the last message that is loaded. */
  const reactToLast = useCallback(() => {
    const { rows } = now.current;
    const index = rows.findLastIndex(
      ({ item: { message } }) => message.seq !== undefined && message.content !== undefined,
    );
    const key = rows[index]?.item.key;
    if (key === undefined) return;
    focusRowAt(index);
    flushSync(() => scene.active.set(key));
    const open = (tries: number) => {
      const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
      if (row && document.activeElement === row) pickReaction(row);
      else if (tries > 0) requestAnimationFrame(() => open(tries - 1));
    };
    open(focusTries);
  }, [focusRowAt, now, scene, scroller]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.closest(hasItsOwnKeys)) return;
    const element = event.target.closest<HTMLElement>('[data-row]');
    if (element?.dataset['row'] === undefined) return;
    const index = indexOfKey(element.dataset['row']);
    const row = now.current.rows[index];
    // Whoever uses the keyboard here sees what it can do.
    if (row) flushSync(() => scene.active.set(row.item.key));
    if (row && handleRowKey(event, element, row.item, scene)) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / 60));
    const to = {
      ArrowUp: index - 1,
      ArrowDown: index + 1,
      PageUp: index - page,
      PageDown: index + page,
      Home: 0,
      End: Infinity,
    }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    onMove();
    focusRowAt(to);
  };

  return { focusRow, reactToLast, onKeyDown };
};
