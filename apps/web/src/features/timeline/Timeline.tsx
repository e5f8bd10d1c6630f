import type { Timeline as Log, TimelineView } from '@rookery/client';
import { Suspense, useEffect, useImperativeHandle, useMemo, type ReactNode, type Ref } from 'react';
import { classNames } from '../../design/class-names.ts';
import type { Cell } from '../../lib/cell.ts';
import { useText } from '../../locales/text.ts';
import { useConnection } from '../../sdk/use-connection.ts';
import { lazyPart, loadTheRest, secondPart } from '../../shell/lazy-part.tsx';
import { MessageRow } from './MessageRow.tsx';
import type { Reading } from './reading.ts';
import { buildRows } from './rows.ts';
import { TimelineContext, type TimelineScene } from './TimelineContext.ts';
import { TimelineSkeleton } from './TimelineSkeleton.tsx';
import { useFollowing } from './use-following.ts';
import { useJumps } from './use-jumps.ts';
import { useKeptMounted } from './use-kept-mounted.ts';
import { useOpening } from './use-opening.ts';
import { useRowFocus } from './use-row-focus.ts';
import { useScroll } from './use-scroll.ts';
import { useShownRows } from './use-shown-rows.ts';
import { VirtualRows } from './VirtualRows.tsx';
import styles from './Timeline.module.css';

const EarlierGone = lazyPart(async () => (await import('./late.ts')).EarlierGone);
const AboveRows = secondPart(async () => (await import('./late.ts')).AboveRows);

export type TimelineControl = {
  readonly toLatest: () => void;
  /** Shows the message in the middle, loading what is around it where needed. */
  readonly toMessage: (seq: number) => void;
  readonly toUnread: () => void;
  /** Shows a loaded message where it is not in view. */
  readonly reveal: (seq: number) => void;
  readonly focusRow: () => void;
  /** Where newer messages are not loaded yet it goes to the latest. */
  readonly reactToLast: () => void;
};

type Props = {
  readonly ref?: Ref<TimelineControl>;
  readonly scene: TimelineScene;
  readonly view: TimelineView;
  readonly timeline: Log;
  readonly unreadAfter: number | undefined;
  /** The message a link leads to. */
  readonly target: number | undefined;
  readonly reading: Cell<Reading>;
  readonly label: string;
  /** Stands above the first message of all. */
  readonly intro: ReactNode;
};

/** The messages of a conversation. How it scrolls is in use-scroll, use-following, use-jumps and use-opening. */
export const Timeline = ({ ref, scene, view, timeline, unreadAfter, target, reading, label, intro }: Props) => {
  const text = useText();
  const source = useMemo(
    () => buildRows(view.items, { hasOlder: view.hasOlder, unreadAfter }),
    [view.items, view.hasOlder, unreadAfter],
  );
  const shown = useShownRows(source);
  const { rows } = shown;
  // Without a connection nothing is being loaded.
  const isAway = useConnection().state === 'reconnecting';
  const scroll = useScroll({ rows, view, timeline, unreadAfter, reading });
  const { scroller, list, now } = scroll;
  const jumps = useJumps(scroll, timeline, scene);
  const { jump, toLatest, toUnread, reveal, letGo } = jumps;
  const { focusRow, reactToLast, onKeyDown } = useRowFocus({ scene, now, scroller, list, onMove: letGo });
  useImperativeHandle(
    ref,
    () => ({
      toLatest,
      toUnread,
      toMessage: (seq) => jump({ seq, at: 'center', mark: true }),
      reveal,
      focusRow,
      reactToLast: () => (view.hasNewer ? toLatest() : reactToLast()),
    }),
    [focusRow, jump, reactToLast, reveal, toLatest, toUnread, view.hasNewer],
  );
  useOpening(scene.conversation, target, scroll, jumps);
  useFollowing(shown, scroll, jumps);
  const isThere = view.state !== 'loading';
  useEffect(() => {
    if (isThere) loadTheRest();
  }, [isThere]);
  const keepMounted = useKeptMounted(rows, scene);
  const beginning = (
    <>
      {intro}
      {view.first > 1 && (
        <Suspense>
          <EarlierGone conversation={scene.conversation} />
        </Suspense>
      )}
    </>
  );

  return (
    <TimelineContext value={scene}>
      <div className={styles.frame}>
        {view.state === 'loading' && <TimelineSkeleton />}
        <AboveRows day={scroll.topDay} scroller={scroller} rows={rows} />
        {view.loadingOlder && (
          <p className={styles.loading}>{text(isAway ? 'timeline.missing' : 'timeline.loadingOlder')}</p>
        )}
        {view.loadingNewer && (
          <p className={classNames(styles.loading, styles.loadingNewer)}>
            {text(isAway ? 'timeline.missing' : 'timeline.loadingNewer')}
          </p>
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
          onPointerDown={(event) => {
            if (event.target !== event.currentTarget) return;
            letGo();
            scroll.hold();
          }}
          onKeyDown={onKeyDown}
          onScroll={scroll.onScroll}
        >
          <div className={styles.spacer} />
          {view.state === 'ready' && !view.hasOlder && rows.length === 0 && beginning}
          {rows.length > 0 && (
            <VirtualRows
              ref={list}
              rows={rows}
              scroller={scroller}
              keepMounted={keepMounted}
              onSettle={() => {
                scroll.scrollToGoal(true);
                scroll.report();
              }}
            >
              {(row, index) => (
                <>
                  {index === 0 && !view.hasOlder && <div role="listitem">{beginning}</div>}
                  <MessageRow {...row} isLast={index === rows.length - 1} />
                </>
              )}
            </VirtualRows>
          )}
          <div className={styles.end} />
        </div>
      </div>
    </TimelineContext>
  );
};
