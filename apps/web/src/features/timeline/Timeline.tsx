import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
  type Ref,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { TimelineHandle, TimelineView } from '../../chat/model.ts';
import { classNames } from '../../design/class-names.ts';
import { cell, type Cell } from '../../lib/observable.ts';
import { useText } from '../../locales/text.ts';
import { distanceToBottom, goalAfterScroll, type Goal } from './anchoring.ts';
import { FloatingDate } from './FloatingDate.tsx';
import { MessageRow } from './MessageRow.tsx';
import { keepPlace, keptPlace, type KeptPlace } from './places.ts';
import { RowList } from './RowList.tsx';
import { buildRows } from './rows.ts';
import { TimelineContext, type TimelineScene } from './TimelineContext.ts';
import { TimelineSkeleton } from './TimelineSkeleton.tsx';
import { useRowFocus } from './use-row-focus.ts';
import { useShownRows } from './use-shown-rows.ts';
import styles from './Timeline.module.css';

export type TimelineControl = {
  readonly toLatest: () => void;
  /** Shows the message in the middle, loading what is around it where needed. */
  readonly toMessage: (seq: number) => void;
  readonly toUnread: () => void;
  readonly focusRow: () => void;
};

/** Where the reader is, for the pills and for what counts as seen. */
export type Reading = {
  /** At the newest message, within a hand's breadth. */
  readonly atBottom: boolean;
  /** The unread line is above the viewport. */
  readonly lineAbove: boolean;
  /** More than a screen of messages is below. */
  readonly farFromBottom: boolean;
};

type Props = {
  readonly ref?: Ref<TimelineControl>;
  readonly scene: TimelineScene;
  readonly view: TimelineView;
  readonly handle: TimelineHandle;
  readonly unreadAfter: number | undefined;
  /** The message a link leads to. */
  readonly target: number | undefined;
  readonly reading: Cell<Reading>;
  readonly label: string;
  /** Stands above the first message of all. */
  readonly intro: ReactNode;
};

/** Older messages are asked for this many screens before they are needed. */
const loadAheadScreens = 2;
const waiting = styles.waiting ?? '';
const highlightMs = 2_000;
/** How far below the top edge the first unread message opens. */
const unreadFromTopPx = 72;

export const Timeline = ({ ref, scene, view, handle, unreadAfter, target, reading, label, intro }: Props) => {
  const text = useText();
  const { conversation } = scene;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [topDay] = useState(() => cell<number | undefined>(undefined));

  const source = useMemo(
    () => buildRows(view.items, { hasOlder: view.hasOlder, unreadAfter }),
    [view.items, view.hasOlder, unreadAfter],
  );
  const shown = useShownRows(source);
  const { rows } = shown;

  // What effects and listeners read.
  const now = useRef({ rows, view, unreadAfter });
  now.current = { rows, view, unreadAfter };

  const goal = useRef<Goal>({ kind: 'bottom' });
  const last = useRef<{ top: number; distance: number; place?: KeptPlace }>({ top: 0, distance: 0 });
  const opened = useRef(false);
  const highlightTimer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const indexOfKey = (key: string) => now.current.rows.findIndex((row) => row.item.key === key);

  const report = useCallback(() => {
    const el = scroller.current;
    const virtual = list.current;
    if (!el) return;
    const distance = distanceToBottom(el);
    const { view: at, rows: all } = now.current;
    const firstVisible = virtual ? virtual.findItemIndex(el.scrollTop + 8) : 0;
    const first = all[firstVisible];
    last.current = {
      top: el.scrollTop,
      distance,
      ...(first && virtual
        ? { place: { key: first.item.key, offset: virtual.getItemOffset(firstVisible) - el.scrollTop } }
        : {}),
    };
    const lineIndex = all.findIndex((row) => row.startsUnread);
    const hiddenLine = now.current.unreadAfter !== undefined && lineIndex < 0 && at.hasOlder && all.length > 0;
    const next: Reading = {
      atBottom: goal.current.kind === 'bottom' ? !at.hasNewer : !at.hasNewer && distance <= 1,
      lineAbove: hiddenLine || (lineIndex >= 0 && lineIndex < firstVisible),
      farFromBottom: at.hasNewer || distance > el.clientHeight,
    };
    const before = reading.getSnapshot();
    if (
      before.atBottom !== next.atBottom ||
      before.lineAbove !== next.lineAbove ||
      before.farFromBottom !== next.farFromBottom
    ) {
      reading.set(next);
    }
    topDay.set(distance > 40 ? first?.item.at : undefined);
  }, [reading, topDay]);

  const loadMore = useCallback(() => {
    const el = scroller.current;
    const { view: at } = now.current;
    if (!el || at.state !== 'ready') return;
    const ahead = el.clientHeight * loadAheadScreens;
    if (at.hasOlder && !at.loadingOlder && el.scrollTop < ahead) handle.loadOlder();
    if (at.hasNewer && !at.loadingNewer && distanceToBottom(el) < ahead) handle.loadNewer();
  }, [handle]);

  /** Puts the scroll position where the goal wants it. Safe to call again and again. */
  const settle = useCallback((keepDistance: boolean) => {
    const el = scroller.current;
    const virtual = list.current;
    if (!el || !virtual) return;
    const aim = goal.current;
    if (aim.kind === 'bottom') {
      const distance = keepDistance ? Math.min(last.current.distance, 80) : 0;
      const top = el.scrollHeight - el.clientHeight - distance;
      if (Math.abs(top - el.scrollTop) > 0.5) el.scrollTop = top;
    } else if (aim.kind === 'row') {
      const index = indexOfKey(aim.key);
      if (index < 0) return;
      const offset = virtual.getItemOffset(index);
      const from = aim.at === 'center' ? Math.max(0, (el.clientHeight - virtual.getItemSize(index)) / 2) : aim.at;
      const top = Math.max(0, Math.min(offset - from, el.scrollHeight - el.clientHeight));
      if (Math.abs(top - el.scrollTop) > 0.5) el.scrollTop = top;
    }
  }, []);

  const highlight = useCallback(
    (seq: number) => {
      scene.highlighted.set(seq);
      clearTimeout(highlightTimer.current);
      highlightTimer.current = setTimeout(() => scene.highlighted.set(undefined), highlightMs);
    },
    [scene],
  );
  useEffect(() => () => clearTimeout(highlightTimer.current), []);

  const aimAt = useCallback(
    (seq: number, at: number | 'center'): boolean => {
      const row = now.current.rows.find(({ item }) => item.seq === seq);
      if (!row) return false;
      goal.current = { kind: 'row', key: row.item.key, at };
      settle(false);
      return true;
    },
    [settle],
  );

  /** A jump that waits for its stretch of the log. */
  const pending = useRef<{ seq: number; at: number | 'center'; mark: boolean }>(undefined);
  const jump = useCallback(
    (seq: number, at: number | 'center', mark: boolean) => {
      if (aimAt(seq, at)) {
        if (mark) highlight(seq);
        return;
      }
      pending.current = { seq, at, mark };
      void handle.showAround(seq).then((found) => {
        if (!found && pending.current?.seq === seq) pending.current = undefined;
        scroller.current?.classList.remove(waiting);
      });
    },
    [aimAt, handle, highlight],
  );

  const toLatest = useCallback(() => {
    goal.current = { kind: 'bottom' };
    if (now.current.view.hasNewer) void handle.showLatest();
    else {
      settle(false);
      report();
    }
  }, [handle, report, settle]);

  const toUnread = useCallback(() => {
    const { rows: all, unreadAfter: after } = now.current;
    const line = all.find((row) => row.startsUnread);
    const seq = line?.item.seq ?? (after === undefined ? undefined : after + 1);
    if (seq !== undefined) jump(seq, unreadFromTopPx, false);
  }, [jump]);

  const letGo = () => {
    if (goal.current.kind === 'row') goal.current = { kind: 'none' };
    pending.current = undefined;
  };

  const { focusRow, onKeyDown } = useRowFocus({ scene, now, scroller, list, onMove: letGo });

  useImperativeHandle(
    ref,
    () => ({
      toLatest,
      toUnread,
      toMessage: (seq) => jump(seq, 'center', true),
      focusRow,
    }),
    [focusRow, jump, toLatest, toUnread],
  );

  // Opening (T1, T8, T9): a link, else where the reader left, else the first unread message, else the bottom.
  const isReady = view.state === 'ready';
  useLayoutEffect(() => {
    if (!isReady || opened.current) return;
    opened.current = true;
    const { rows: all, view: at, unreadAfter: after } = now.current;
    const kept = keptPlace(conversation);
    if (target !== undefined) jump(target, 'center', true);
    else if (kept && indexOfKey(kept.key) >= 0) goal.current = { kind: 'row', key: kept.key, at: kept.offset };
    else if (after !== undefined) {
      const line = all.find((row) => row.startsUnread);
      const isShownWhole = line !== undefined && (line !== all[0] || !at.hasOlder);
      if (line?.item.seq !== undefined && isShownWhole)
        goal.current = { kind: 'row', key: line.item.key, at: unreadFromTopPx };
      else if (all.length > 0 && at.hasOlder) jump(after + 1, unreadFromTopPx, false);
    }
    settle(false);
    // The latest messages would flash before the ones that were asked for. Where those come, they come with a new list.
    if (pending.current) scroller.current?.classList.add(waiting);
  }, [conversation, isReady, jump, settle, target]);

  const openedTarget = useRef(target);
  useEffect(() => {
    if (!isReady || target === undefined || openedTarget.current === target) return;
    openedTarget.current = target;
    jump(target, 'center', true);
  }, [isReady, jump, target]);

  // After every change of the rows.
  useLayoutEffect(() => {
    const { change } = shown;
    const wanted = pending.current;
    if (wanted && aimAt(wanted.seq, wanted.at)) {
      pending.current = undefined;
      if (wanted.mark) highlight(wanted.seq);
    } else if (change.replaced) {
      settle(false);
    } else if (change.appended > 0) {
      const isOwnSend = shown.rows
        .slice(-change.appended)
        .some(({ item }) => item.delivery.state === 'sending' && item.author.id === scene.me.id);
      if (isOwnSend) goal.current = { kind: 'bottom' };
      if (goal.current.kind === 'bottom') settle(false);
    } else if (goal.current.kind !== 'none') settle(true);
    report();
    // Not within this commit: the answer may be there at once.
    queueMicrotask(loadMore);
  }, [shown, aimAt, highlight, loadMore, report, scene.me.id, settle]);

  useEffect(() => {
    if (rows.length === 0) return;
    const frame = requestAnimationFrame(() => {
      if (performance.getEntriesByName('first-message').length === 0) performance.mark('first-message');
    });
    return () => cancelAnimationFrame(frame);
  }, [rows.length]);

  // The composer grew, the window shrank (T7).
  useLayoutEffect(() => {
    const el = scroller.current;
    if (!el) return;
    const resized = new ResizeObserver(() => {
      settle(true);
      report();
    });
    resized.observe(el);
    return () => resized.disconnect();
  }, [report, settle, shown.generation]);

  // Leaving (T8).
  useEffect(
    () => () => keepPlace(conversation, goal.current.kind === 'bottom' ? undefined : last.current.place),
    [conversation],
  );

  const focusedKey = useSyncExternalStore(scene.focused.subscribe, scene.focused.getSnapshot);
  const editingKey = useSyncExternalStore(scene.editing.subscribe, scene.editing.getSnapshot);
  const keepMounted = useMemo(
    () =>
      [focusedKey, editingKey]
        .flatMap((key) => (key === undefined ? [] : rows.findIndex((row) => row.item.key === key)))
        .filter((index) => index >= 0),
    [focusedKey, editingKey, rows],
  );

  return (
    <TimelineContext value={scene}>
      <div className={styles.frame}>
        {view.state === 'loading' && <TimelineSkeleton />}
        <FloatingDate day={topDay} />
        {view.loadingOlder && <p className={styles.loading}>{text('timeline.loadingOlder')}</p>}
        {view.loadingNewer && (
          <p className={classNames(styles.loading, styles.loadingNewer)}>{text('timeline.loadingNewer')}</p>
        )}
        <div
          key={shown.generation}
          ref={scroller}
          className={styles.scroller}
          role="log"
          aria-live="off"
          aria-label={label}
          aria-busy={view.state === 'loading'}
          tabIndex={rows.length === 0 ? 0 : -1}
          onWheel={letGo}
          onTouchMove={letGo}
          onPointerDown={(event) => event.target === event.currentTarget && letGo()}
          onKeyDown={onKeyDown}
          onScroll={(event) => {
            const el = event.currentTarget;
            goal.current = goalAfterScroll(goal.current, {
              distance: distanceToBottom(el),
              moved: el.scrollTop - last.current.top,
              canFollow: !now.current.view.hasNewer,
            });
            report();
            loadMore();
          }}
        >
          <div className={styles.spacer} />
          {view.state === 'ready' && !view.hasOlder && rows.length === 0 && intro}
          {rows.length > 0 && (
            <Virtualizer
              ref={list}
              data={rows}
              shift={shown.shift}
              bufferSize={600}
              keepMounted={keepMounted}
              as={RowList}
              onResize={() => {
                settle(true);
                report();
              }}
            >
              {(row, index) => (
                <div key={row.item.key}>
                  {index === 0 && !view.hasOlder && <div role="listitem">{intro}</div>}
                  <MessageRow {...row} isLast={index === rows.length - 1} />
                </div>
              )}
            </Virtualizer>
          )}
          <div className={styles.end} />
        </div>
      </div>
    </TimelineContext>
  );
};
