import type { Timeline, TimelineItem, TimelineView } from '@rookery/client';
import type { Entry } from '@rookery/protocol';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { addToDraft, draftOf, setEdit } from '../../store/drafts.ts';

type Needs = {
  readonly entry: Entry;
  readonly view: TimelineView;
  readonly timeline: Timeline;
  /** The address leads to a message. */
  readonly hasTarget: boolean;
  readonly open: (item: TimelineItem) => void;
  readonly show: (seq: number) => void;
};

/**
 * Goes on with edits that were begun before (WEB-14). Whoever comes back, with nothing unread, finds the last one open where its message
 * is loaded; every other waits for `goOn`. Where the message was deleted meanwhile, its words go to the composer.
 */
export const useKeptEdits = ({ entry, view, timeline, hasTarget, open, show }: Needs) => {
  const { conversation } = entry;
  const [wanted, setWanted] = useState(() =>
    hasTarget || entry.unread > 0
      ? undefined
      : Object.keys(draftOf(conversation).edits ?? {})
          .map(Number)
          .at(-1),
  );
  const isAsked = useRef(false);
  const isReady = view.state === 'ready';

  const begin = useEffectEvent(open);
  useEffect(() => {
    if (wanted === undefined || !isReady) return;
    const item = view.items.find(({ message }) => message.seq === wanted);
    // One that was asked for is on its way.
    if (!item && isAsked.current) return;
    setWanted(undefined);
    if (item?.message.content !== undefined) begin(item);
  }, [wanted, isReady, view.items]);

  const goOn = async (seq: number): Promise<void> => {
    const message = await timeline.find(seq);
    if (message?.content !== undefined) {
      isAsked.current = true;
      setWanted(seq);
      show(seq);
      return;
    }
    addToDraft(conversation, draftOf(conversation).edits?.[seq] ?? '');
    setEdit(conversation, seq, undefined);
  };
  return { goOn };
};
