import type { Timeline, TimelineItem, TimelineView } from '@rookery/client';
import type { ConversationId } from '@rookery/protocol';
import { useMemo } from 'react';
import { useObservable } from '../lib/use-observable.ts';
import { leavingKey, leavingMessages } from '../store/leaving-messages.ts';
import { useClient } from './ClientContext.ts';
import { usePaced } from './paced.ts';

/** NaN for what is on its way, and where there is nothing. */
const seqOf = (item: TimelineItem | undefined): number =>
  item?.kind === 'message' ? (item.message.seq ?? Number.NaN) : Number.NaN;

/** Something was said at the end of the same stretch, or what was said there looks otherwise. */
const isTalk = (before: TimelineView, after: TimelineView): boolean =>
  before.state === after.state &&
  before.hasOlder === after.hasOlder &&
  before.hasNewer === after.hasNewer &&
  before.loadingOlder === after.loadingOlder &&
  before.loadingNewer === after.loadingNewer &&
  seqOf(before.items[0]) <= seqOf(after.items[0]) &&
  seqOf(after.items[0]) <= seqOf(before.items.at(-1)) &&
  seqOf(before.items.at(-1)) <= seqOf(after.items.at(-1));

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
  const view = usePaced(timeline, isTalk);
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
