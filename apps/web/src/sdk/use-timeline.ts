import type { Timeline, TimelineItem, TimelineView } from '@rookery/client';
import type { ConversationId } from '@rookery/protocol';
import { useMemo } from 'react';
import { useObservable } from '../lib/use-observable.ts';
import { leavingKey, leavingMessages } from '../store/leaving-messages.ts';
import { useClient } from './ClientContext.ts';

/** Of what is being deleted nothing is shown but that it was said. */
const withoutWords = (item: TimelineItem): TimelineItem => {
  if (item.kind !== 'message') return item;
  const { content: _c, reactions: _r, files: _f, links: _l, poll: _p, forwarded: _w, ...message } = item.message;
  return { ...item, message: { ...message, deleted: true } };
};

/** The window on a conversation's log, loaded when first used, and the means to move it. */
export const useTimeline = (conversation: ConversationId): readonly [TimelineView, Timeline] => {
  const client = useClient();
  const timeline = useMemo(() => client.timeline(conversation), [client, conversation]);
  const view = useObservable(timeline);
  const leaving = useObservable(leavingMessages);
  const shown = useMemo(
    () =>
      leaving.size === 0
        ? view
        : {
            ...view,
            items: view.items.map((item) =>
              leaving.has(leavingKey(conversation, item.message.seq ?? 0)) ? withoutWords(item) : item,
            ),
          },
    [conversation, leaving, view],
  );
  return [shown, timeline];
};
