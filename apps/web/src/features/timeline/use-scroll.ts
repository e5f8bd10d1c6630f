import type { Timeline, TimelineView } from '@rookery/client';
import { useCallback, useEffect, useRef, useState, type UIEvent } from 'react';
import { cell, type Cell } from '../../lib/cell.ts';
import type { KeptPlace } from '../../store/places.ts';
import { distanceToBottom, goalAfterScroll, type Goal } from './anchoring.ts';
import type { Reading } from './reading.ts';
import type { RowLayout } from './row-layout.ts';
import type { Row } from './rows.ts';
import type { RowsHandle } from './VirtualRows.tsx';

/** Older messages are asked for this many screens before they are needed. */
const loadAheadScreens = 2;
/**
 * Whoever has drawn the scrollbar by more than a screen goes far: there are so many rows beyond where she let go. Of the 2,000 that the
 * client keeps some must be left on the other side.
 */
const leapAheadRows = 1_500;

/** Where the scroller was when it was last looked at. */
type Last = { readonly top: number; readonly place?: KeptPlace };

type Needs = {
  readonly rows: readonly Row[];
  readonly view: TimelineView;
  readonly timeline: Timeline;
  readonly unreadAfter: number | undefined;
  readonly reading: Cell<Reading>;
};

/**
 * The scroll position and what it holds on to (anchoring.ts). Everything that may move the position goes through `aim` and
 * `scrollToGoal`; everything that depends on it is told by `report`.
 */
export const useScroll = ({ rows, view, timeline, unreadAfter, reading }: Needs) => {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<RowsHandle>(null);
  const [topDay] = useState(() => cell<number | undefined>(undefined));
  // What effects and listeners read: they run after the render that they belong to.
  const now = useRef({ rows, view, unreadAfter });
  now.current = { rows, view, unreadAfter };
  const goal = useRef<Goal>({ kind: 'bottom' });
  const last = useRef<Last>({ top: 0 });
  /** How far above the bottom the reader is, by her own hand, while that is the goal. */
  const kept = useRef(0);

  /** While a mouse holds the scrollbar. */
  const held = useRef<AbortController>(undefined);
  useEffect(() => () => held.current?.abort(), []);

  const aim = useCallback((next: Goal) => {
    goal.current = next;
  }, []);

  /** Notes where the reader is, for the pills, the floating date, and the place to come back to. */
  const report = useCallback(() => {
    const el = scroller.current;
    if (!el) return;
    const layout = list.current?.layout();
    const position = list.current?.position() ?? 0;
    const firstVisible = layout?.indexAt(position + 8) ?? 0;
    const first = now.current.rows[firstVisible];
    const distance = distanceToBottom(el);
    last.current = {
      top: el.scrollTop,
      ...(first && layout ? { place: { key: first.item.key, offset: layout.top(firstVisible) - position } } : {}),
    };
    const next = readingAt(el, firstVisible, goal.current, now.current);
    if (!isSame(reading.get(), next)) reading.set(next);
    topDay.set(distance > 40 ? first?.item.message.at : undefined);
  }, [reading, topDay]);

  const loadMore = useCallback(() => {
    const el = scroller.current;
    const at = now.current.view;
    if (!el || at.state !== 'ready' || held.current) return;
    const ahead = el.clientHeight * loadAheadScreens;
    if (at.hasOlder && !at.loadingOlder && el.scrollTop < ahead) void timeline.loadOlder();
    if (at.hasNewer && !at.loadingNewer && distanceToBottom(el) < ahead) void timeline.loadNewer();
  }, [timeline]);

  /** What came while the mouse holds the scrollbar would change what its way means: nothing is loaded until it is let go of. */
  const hold = useCallback(() => {
    const el = scroller.current;
    if (!el) return;
    const from = el.scrollTop;
    held.current?.abort();
    const hand = new AbortController();
    held.current = hand;
    const letGo = ({ buttons }: PointerEvent): void => {
      if (buttons > 0) return;
      hand.abort();
      held.current = undefined;
      const moved = el.scrollTop - from;
      const above = list.current?.layout().indexAt(el.scrollTop) ?? 0;
      const missing = leapAheadRows - (moved < 0 ? above : now.current.rows.length - above);
      if (Math.abs(moved) > el.clientHeight && missing > 0)
        void (moved < 0 ? timeline.loadOlder(missing) : timeline.loadNewer(missing));
      loadMore();
    };
    // Not every browser tells of a release over a scrollbar: then the next movement does.
    for (const told of ['pointerup', 'pointercancel', 'pointermove'] as const)
      addEventListener(told, letGo, { signal: hand.signal });
  }, [loadMore, timeline]);

  /** Puts the position where the goal wants it. Safe to call again and again. */
  const scrollToGoal = useCallback((keepDistance: boolean) => {
    const el = scroller.current;
    const virtual = list.current;
    if (!el || !virtual) return;
    const top = topOf(goal.current, el, virtual.layout(), keepDistance ? kept.current : 0);
    if (!keepDistance) kept.current = 0;
    if (top === undefined || Math.abs(top - el.scrollTop) <= 0.5) return;
    el.scrollTop = top;
    last.current = { ...last.current, top: el.scrollTop };
    virtual.refresh();
  }, []);

  const onScroll = (event: UIEvent<HTMLDivElement>) => {
    const el = event.currentTarget;
    const moved = el.scrollTop - last.current.top;
    // A view that became smaller scrolls nothing.
    if (Math.abs(moved) > 1) kept.current = distanceToBottom(el);
    goal.current = goalAfterScroll(goal.current, {
      distance: distanceToBottom(el),
      moved,
      canFollow: !now.current.view.hasNewer,
    });
    list.current?.follow();
    report();
    loadMore();
  };

  return { scroller, list, now, goal, aim, last, topDay, report, loadMore, hold, scrollToGoal, onScroll };
};

export type Scroll = ReturnType<typeof useScroll>;

/** The scroll position that a goal asks for; undefined where any will do. */
const topOf = (goal: Goal, el: HTMLElement, layout: RowLayout, distance: number): number | undefined => {
  const bottom = el.scrollHeight - el.clientHeight;
  if (goal.kind === 'none') return undefined;
  if (goal.kind === 'bottom') return bottom - Math.min(distance, 80);
  const index = layout.indexOf(goal.key);
  if (index < 0) return undefined;
  const from = goal.at === 'center' ? Math.max(0, (el.clientHeight - layout.height(index)) / 2) : goal.at;
  return Math.max(0, Math.min(layout.top(index) - from, bottom));
};

const readingAt = (
  el: HTMLElement,
  firstVisible: number,
  goal: Goal,
  { rows, view, unreadAfter }: Pick<Needs, 'rows' | 'view' | 'unreadAfter'>,
): Reading => {
  const distance = distanceToBottom(el);
  const lineIndex = rows.findIndex((row) => row.startsUnread);
  const first = rows[0]?.item.message.seq;
  // Of a window among older messages the line is below.
  const isLineUnloaded = unreadAfter !== undefined && lineIndex < 0 && first !== undefined && first > unreadAfter;
  return {
    atBottom: !view.hasNewer && (goal.kind === 'bottom' || distance <= 1),
    lineAbove: isLineUnloaded || (lineIndex >= 0 && lineIndex < firstVisible),
    farFromBottom: view.hasNewer || distance > el.clientHeight,
  };
};

const isSame = (a: Reading, b: Reading): boolean =>
  a.atBottom === b.atBottom && a.lineAbove === b.lineAbove && a.farFromBottom === b.farFromBottom;
