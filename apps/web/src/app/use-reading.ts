import type { Entry } from '@rookery/protocol';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useChat } from '../chat/ChatContext.ts';
import type { TimelineItem, TimelineView } from '../chat/model.ts';
import type { Cell } from '../lib/observable.ts';
import type { Reading } from '../features/timeline/Timeline.tsx';
import { useAttention } from './focus.ts';

/** What was in view for this long, with the reader looking, counts as read. */
const seenAfterMs = 1_000;

/**
 * The unread line and the read mark of the open conversation. The line stands where the reader left off and stays until
 * she leaves; the mark follows only what was really seen: at the bottom, with the window focused.
 */
export const useReading = (entry: Entry, view: TimelineView, reading: Cell<Reading>) => {
  const chat = useChat();
  const { conversation, read, unread } = entry;
  const attention = useAttention();
  const { atBottom } = useSyncExternalStore(reading.subscribe, reading.getSnapshot);
  const [line, setLine] = useState(unread > 0 ? read : undefined);
  /** Marked unread on purpose: nothing is marked read until she leaves or says so. */
  const held = useRef(false);
  const newest = view.items.findLast(({ seq }) => seq !== undefined)?.seq ?? 0;

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

  useEffect(() => {
    if (!attention || !atBottom || held.current || unread === 0 || view.state !== 'ready' || newest <= read) return;
    const timer = setTimeout(() => chat.markRead(conversation, newest), seenAfterMs);
    return () => clearTimeout(timer);
  }, [attention, atBottom, unread, newest, read, chat, conversation, view.state]);

  const markAllRead = useCallback(() => {
    held.current = false;
    setLine(undefined);
    if (latest.current.unread > 0) chat.markRead(conversation, latest.current.read + latest.current.unread);
  }, [chat, conversation]);

  const markUnread = useCallback(
    (item: TimelineItem) => {
      if (item.seq === undefined) return undefined;
      held.current = true;
      setLine(item.seq - 1);
      return chat.markUnread(conversation, item.seq);
    },
    [chat, conversation],
  );

  return { line, markAllRead, markUnread };
};
