import {
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { flushSync } from 'react-dom';
import { useText } from '../../locales/text.ts';
import { RowHeights, RowLayout } from './row-layout.ts';
import type { Row } from './rows.ts';
import { useRowResizes } from './use-row-resizes.ts';
import { useScrollCorrection } from './use-scroll-correction.ts';
import styles from './Timeline.module.css';

/** Rows are mounted this far beyond the viewport, and again when less than a third of it is left. */
const mountedPx = 900;
const neededPx = 300;
/** Corrections of one step towards a row: each measures what the one before has brought into view. */
const stepsToRow = 5;

export type RowsHandle = {
  readonly layout: () => RowLayout;
  /** What is at the top of the view, in pixels from the list's top. */
  readonly position: () => number;
  /** The reader scrolled: mounts what is needed there, at once where a part of the view would be empty. */
  readonly follow: () => void;
  /** The position was set: mounts what is needed there. Within a commit that is before it is painted. */
  readonly refresh: () => void;
  /** Scrolls as little as needed for a row to be in view. */
  readonly reveal: (index: number) => void;
};

type Props = {
  readonly ref: Ref<RowsHandle>;
  readonly rows: readonly Row[];
  readonly scroller: RefObject<HTMLElement | null>;
  /** Rows that stay mounted wherever the view is. */
  readonly keepMounted: readonly number[];
  /** Rows turned out higher or lower, or what is seen was kept in its place by another position. */
  readonly onSettle: () => void;
  readonly children: (row: Row, index: number) => ReactNode;
};

type Range = { readonly from: number; readonly to: number };

/**
 * The rows around the viewport, in the flow of the page between two empty stretches for all the others. Whatever comes, goes or grows, at
 * either end and both at once, what is seen stays where it is: after every commit the rows are measured and the position is corrected,
 * before anything is painted (WEB-2, WEB-3, WEB-6).
 */
export const VirtualRows = ({ ref, rows, scroller, keepMounted, onSettle, children }: Props) => {
  const text = useText();
  const container = useRef<HTMLDivElement>(null);
  const [heights] = useState(() => new RowHeights());
  const [, render] = useReducer((count: number) => count + 1, 0);
  const keys = useMemo(() => rows.map(({ item }) => item.key), [rows]);
  const { version } = heights;
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const layout = useMemo(() => heights.place(keys), [heights, keys, version]);
  /** As the document stands. */
  const committed = useRef<RowLayout>(new RowLayout());
  const isResized = useRef(false);
  const mounted = useRef<Range>({ from: 0, to: -1 });
  const { position, correct } = useScrollCorrection(scroller, container);

  /** From the first row to the last one that the view needs, with so many pixels around it. */
  const rangeIn = (at: RowLayout, around: number): Range => {
    const el = scroller.current;
    const top = position() + committed.current.moved(position(), at);
    return { from: at.indexAt(top - around), to: at.indexAt(top + (el?.clientHeight ?? 0) + around) };
  };
  // The newest at first: that is where most conversations open.
  const { from, to } =
    committed.current.keys.length > 0
      ? rangeIn(layout, mountedPx)
      : { from: Math.max(0, rows.length - 30), to: rows.length - 1 };

  const isMounted = (range: Range): boolean => range.from >= mounted.current.from && range.to <= mounted.current.to;

  const measure = (some: Iterable<Element>): boolean => {
    let isNews = false;
    for (const row of some) {
      if (!(row instanceof HTMLElement) || row.dataset['key'] === undefined) continue;
      if (heights.measure(row.dataset['key'], row.getBoundingClientRect().height)) isNews = true;
    }
    return isNews;
  };

  /** Whether all but the rows in the flow, which have their heights from the document itself, stands as it would after another rendering. */
  const isAsRendered = (now: RowLayout): boolean =>
    now.top(from) === layout.top(from) &&
    now.total - now.top(to + 1) === layout.total - layout.top(to + 1) &&
    !shown.some((index) => index > to);

  /** Takes over what the document looks like now. */
  const settle = (): void => {
    let now = layout;
    if (measure(container.current?.children ?? [])) {
      isResized.current = true;
      now = heights.place(keys);
      if (!isAsRendered(now)) {
        // Once more, with the empty stretches as high as that makes them.
        render();
        return;
      }
    }
    const moved = committed.current.moved(position(), now);
    committed.current = now;
    correct(moved);
    if (isResized.current || moved !== 0) {
      isResized.current = false;
      onSettle();
    }
    if (!isMounted(rangeIn(now, neededPx))) render();
  };

  // Before what is done in each commit, which needs it.
  useImperativeHandle(ref, () => {
    const follow = (): void => {
      if (!isMounted(rangeIn(committed.current, 0))) flushSync(render);
      else if (!isMounted(rangeIn(committed.current, neededPx))) render();
    };
    const refresh = (): void => {
      if (!isMounted(rangeIn(committed.current, neededPx))) render();
    };
    const reveal = (index: number): void => {
      const el = scroller.current;
      for (let step = 0; el && step < stepsToRow; step += 1) {
        const top = committed.current.top(index);
        const bottom = committed.current.top(index + 1);
        const by = top < position() ? top - position() : Math.max(0, bottom - position() - el.clientHeight);
        if (Math.abs(by) < 1) return;
        el.scrollTop += Math.min(by, top - position());
        follow();
      }
    };
    return { layout: () => committed.current, position, follow, refresh, reveal };
  });

  useLayoutEffect(() => {
    mounted.current = { from, to };
    settle();
  });
  useRowResizes(container, (some, isWider) => {
    if (isWider) heights.clear();
    if (measure(some) || isWider) {
      isResized.current = true;
      flushSync(render);
    }
  });

  const shown = [...new Set([...keepMounted, ...Array.from({ length: to - from + 1 }, (_, step) => from + step)])]
    .filter((index) => index < rows.length)
    .sort((a, b) => a - b);
  return (
    <div
      ref={container}
      className={styles.rows}
      style={{ paddingTop: layout.top(from), paddingBottom: layout.total - layout.top(to + 1) }}
      role="list"
      aria-label={text('timeline.messages')}
    >
      {shown.map((index) => {
        const row = rows[index];
        if (!row) return null;
        const isOutside = index < from || index > to;
        return (
          <div
            key={row.item.key}
            className={styles.row}
            {...(isOutside
              ? { style: { position: 'absolute', insetInline: 0, top: layout.top(index) } as const }
              : { 'data-key': row.item.key })}
          >
            {children(row, index)}
          </div>
        );
      })}
    </div>
  );
};
