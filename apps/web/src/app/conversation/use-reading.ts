import type { TimelineView } from '@rookery/client';
import type { Entry } from '@rookery/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Reading } from '../../features/timeline/reading.ts';
import type { Cell } from '../../lib/cell.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useAttention } from '../../shell/focus.ts';
import { holdUnread, isHeldUnread } from '../../store/held-unread.ts';

/** What was in view for this long, with the reader looking, counts as read. */
const seenAfterMs = 1_000;
/** More than a screen of messages. */
const manyUnread = 40;

/**
 * The unread line and the read mark of the open conversation. The line stands where the reader left off and stays until
 * she leaves; the mark follows only what was really seen: at the bottom, with the window focused.
 */
export const useReading = (entry: Entry, view: TimelineView, reading: Cell<Reading>) => {
  const client = useClient();
  const { conversation, read, unread, calledLate } = entry;
  const attention = useAttention();
  const { atBottom } = useObservable(reading);
  const [line, setLine] = useState(unread > 0 ? read : undefined);
  /** Up to where all was declared read. */
  const dismissed = useRef(0);
  /** Marked unread on purpose: nothing is marked read until she leaves or says so. */
  const held = useRef(isHeldUnread(conversation));
  const hold = useCallback(
    (on: boolean) => {
      held.current = on;
      holdUnread(conversation, on);
    },
    [conversation],
  );
  useEffect(() => () => hold(false), [hold]);
  /** The unread line goes as soon as what is behind it was seen. */
  const isLeaving = useRef(false);
  const isConnected = useIsConnected();
  const mark = useCallback(
    (seq: number) => {
      // Lost with the connection, it is marked again when there is one: this is another function then.
      if (isConnected) client.markRead(conversation, seq).catch(() => undefined);
    },
    [client, conversation, isConnected],
  );
  const newest = view.items.findLast(({ kind }) => kind === 'message')?.message.seq ?? 0;

  // Coming back to the window: what arrived meanwhile is new.
  const latest = useRef({ read, unread });
  latest.current = { read, unread };
  const wasAway = useRef(!attention);
  useEffect(() => {
    if (!attention) wasAway.current = true;
    else if (wasAway.current) {
      wasAway.current = false;
      if (latest.current.unread > 0) setLine(latest.current.read);
    }
  }, [attention]);

  // What came and was not followed: the line stands before the first that was not seen. One that was passed is moved only by so many that
  // it is out of view, as after an absence of the connection.
  useEffect(() => {
    if (atBottom || unread === 0 || read + unread <= dismissed.current) return;
    const from = Math.max(read, dismissed.current);
    setLine((before) => (before === undefined || (before < from && unread > manyUnread) ? from : before));
  }, [atBottom, read, unread]);

  const newestNow = useRef(newest);
  newestNow.current = newest;
  // At the end she has also seen to it that an edit of what she had read called her.
  const isBehind = (calledLate ?? 0) > 0 || newest > read;
  useEffect(() => {
    if (!attention || !atBottom || view.state !== 'ready' || !isBehind) return;
    // What comes meanwhile has its own time, and takes none from what is there.
    let seen = newestNow.current;
    const timer = setInterval(() => {
      // Marked unread meanwhile.
      if (held.current) return;
      mark(seen);
      seen = newestNow.current;
      if (isLeaving.current) setLine(undefined);
      isLeaving.current = false;
    }, seenAfterMs);
    return () => clearInterval(timer);
  }, [attention, atBottom, isBehind, mark, view.state]);

  const markAllRead = useCallback(() => {
    hold(false);
    setLine(undefined);
    dismissed.current = latest.current.read + latest.current.unread;
    if (latest.current.unread > 0) mark(latest.current.read + latest.current.unread);
  }, [mark, hold]);

  /** She is done here: what she has seen is read, and what she goes on to see will be. */
  const leaveOff = useCallback(() => {
    hold(false);
    if (reading.get().atBottom) markAllRead();
    else isLeaving.current = true;
  }, [hold, markAllRead, reading]);

  const markUnread = useCallback(
    (seq: number) => {
      hold(true);
      setLine(seq - 1);
      client.markRead(conversation, seq - 1, { back: true }).catch(tellFailure);
    },
    [client, conversation, hold],
  );

  return { line, markAllRead, leaveOff, markUnread };
};
