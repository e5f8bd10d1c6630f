import type { Observable, Timeline } from '@rookery/client';
import type { ConversationId, Message } from '@rookery/protocol';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useObservable } from '../../lib/use-observable.ts';
import { draftOf, setDraft } from '../../store/drafts.ts';

const nothing: Observable<undefined> = { get: () => undefined, subscribe: () => () => undefined };

/** The message that the composer answers; kept with the draft, so that it survives leaving and a reload. */
export const useReply = (conversation: ConversationId, timeline: Timeline, focusComposer: () => void) => {
  const [begun, setReplyTo] = useState<Message>();
  const seq = begun?.seq;
  // As it is now: it may be edited or deleted meanwhile.
  const now = useObservable(useMemo(() => (seq === undefined ? nothing : timeline.quoted(seq)), [seq, timeline]));
  const replyTo = typeof now === 'object' ? now : begun;

  const start = useCallback(
    (message: Message) => {
      setReplyTo(message);
      setDraft(conversation, { replyTo: message.seq });
      focusComposer();
    },
    [conversation, focusComposer],
  );
  const cancel = useCallback(() => {
    setReplyTo(undefined);
    setDraft(conversation, { replyTo: undefined });
    focusComposer();
  }, [conversation, focusComposer]);
  /** The answer is sent, and with it the draft. */
  const finish = useCallback(() => {
    setReplyTo(undefined);
    setDraft(conversation, { text: '', replyTo: undefined });
  }, [conversation]);

  // Begun before a reload.
  useEffect(() => {
    const kept = draftOf(conversation).replyTo;
    if (kept === undefined) return;
    let current = true;
    timeline.find(kept).then(
      (message) => current && message && setReplyTo((before) => before ?? message),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [conversation, timeline]);

  return { replyTo, start, cancel, finish };
};
