import type { ConversationId } from '@rookery/protocol';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { keepPlace, keptPlace } from '../../store/places.ts';
import { unreadFromTopPx, waiting, type Jumps } from './use-jumps.ts';
import type { Scroll } from './use-scroll.ts';

/**
 * Where a conversation opens (WEB-1, WEB-8, WEB-9): at the message that a link leads to, else where the reader left, else at the first
 * unread message, else at the bottom. And on leaving, where she was.
 */
export const useOpening = (
  conversation: ConversationId,
  target: number | undefined,
  { now, goal, aim, last, scroller, scrollToGoal }: Scroll,
  { jump, pending }: Jumps,
): void => {
  const isReady = now.current.view.state === 'ready';
  const opened = useRef(false);
  const openedTarget = useRef(target);

  useLayoutEffect(() => {
    if (!isReady || opened.current) return;
    opened.current = true;
    const { rows, view, unreadAfter } = now.current;
    const kept = keptPlace(conversation);
    if (target !== undefined) jump({ seq: target, at: 'center', mark: true });
    else if (kept && rows.some((row) => row.item.key === kept.key))
      aim({ kind: 'row', key: kept.key, at: kept.offset });
    else if (unreadAfter !== undefined) {
      const line = rows.find((row) => row.startsUnread);
      const isShownWhole = line !== undefined && (line !== rows[0] || !view.hasOlder);
      if (line?.item.message.seq !== undefined && isShownWhole)
        aim({ kind: 'row', key: line.item.key, at: unreadFromTopPx });
      else if (rows.length > 0 && view.hasOlder) jump({ seq: unreadAfter + 1, at: unreadFromTopPx, mark: false });
    }
    scrollToGoal(false);
    // The latest messages would flash before the ones that were asked for. Where those come, they come with a new list.
    if (pending.current !== undefined) scroller.current?.classList.add(waiting);
  }, [aim, conversation, isReady, jump, now, pending, scrollToGoal, scroller, target]);

  // Another link into the conversation that is open.
  useEffect(() => {
    if (!isReady || target === undefined || openedTarget.current === target) return;
    openedTarget.current = target;
    jump({ seq: target, at: 'center', mark: true });
  }, [isReady, jump, target]);

  useEffect(
    () => () => keepPlace(conversation, goal.current.kind === 'bottom' ? undefined : last.current.place),
    [conversation, goal, last],
  );
};
