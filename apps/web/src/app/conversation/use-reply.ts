import type { Observable, Timeline } from '@rookery/client';
import type { ConversationId, Message } from '@rookery/protocol';
import { useCallback, useMemo } from 'react';
import { useObservable } from '../../lib/use-observable.ts';
import { setDraft, useDraftReply } from '../../store/drafts.ts';

const nothing: Observable<undefined> = { get: () => undefined, subscribe: () => () => undefined };

/**
 * The message that the composer answers, as it is now: it may be edited or deleted meanwhile. Only its number is kept, with the draft: so
 * it survives leaving and a reload, and is the same in all tabs.
 */
export const useReply = (conversation: ConversationId, timeline: Timeline, focusComposer: () => void) => {
  const seq = useDraftReply(conversation);
  const quoted = useObservable(useMemo(() => (seq === undefined ? nothing : timeline.quoted(seq)), [seq, timeline]));
  const replyTo = typeof quoted === 'object' ? quoted : undefined;

  const start = useCallback(
    (message: Message) => {
      setDraft(conversation, { replyTo: message.seq });
      focusComposer();
    },
    [conversation, focusComposer],
  );
  const cancel = useCallback(() => {
    setDraft(conversation, { replyTo: undefined });
    focusComposer();
  }, [conversation, focusComposer]);
  /** The answer is sent. */
  const finish = useCallback(() => setDraft(conversation, { replyTo: undefined }), [conversation]);

  return { replyTo, start, cancel, finish };
};
