import type { ConversationId } from '@rookery/protocol';
import { useMemo, useRef } from 'react';
import { useChat } from '../chat/ChatContext.ts';
import { failureText } from '../chat/failure-text.ts';
import type { Failure, Outcome, TimelineItem } from '../chat/model.ts';
import { showToast } from '../design/toasts.ts';
import type { MessageActions } from '../features/timeline/TimelineContext.ts';
import { copyText } from '../lib/clipboard.ts';
import type { Cell } from '../lib/observable.ts';
import { paths } from '../lib/paths.ts';
import { text } from '../locales/text.ts';

type Needs = {
  readonly conversation: ConversationId;
  /** The conversation's own address, for links to its messages. */
  readonly path: string;
  readonly editing: Cell<string | undefined>;
  readonly reply: (item: TimelineItem) => void;
  readonly confirmDelete: (item: TimelineItem) => void;
  readonly markUnread: (item: TimelineItem) => Promise<Outcome> | undefined;
  readonly jumpTo: (seq: number) => void;
  readonly focusComposer: () => void;
};

export const tellFailure = (failure: Failure): void => showToast(failureText(text, failure));

const tell = (outcome: Promise<Outcome> | undefined): void => {
  void outcome?.then((result) => {
    if (!result.ok) tellFailure(result.failure);
  });
};

/** What rows can have done to their messages. One object for as long as the conversation is open. */
export const useMessageActions = (needs: Needs): MessageActions => {
  const chat = useChat();
  const latest = useRef(needs);
  latest.current = needs;
  const { conversation, editing } = needs;

  return useMemo((): MessageActions => {
    const copy = (words: string, done: string) =>
      void copyText(words).then((copied) => showToast(text(copied ? done : 'copy.failed')));
    return {
      reply: (item) => latest.current.reply(item),
      edit: (item) => editing.set(item.key),
      stopEditing: () => {
        editing.set(undefined);
        latest.current.focusComposer();
      },
      saveEdit: (item, content) => {
        if (item.seq === undefined) return;
        void chat.edit(conversation, item.seq, content).then((outcome) => {
          if (!outcome.ok) {
            tellFailure(outcome.failure);
            return;
          }
          if (editing.getSnapshot() === item.key) editing.set(undefined);
          latest.current.focusComposer();
        });
      },
      remove: (item) => latest.current.confirmDelete(item),
      react: (item, emoji, on) => item.seq !== undefined && tell(chat.react(conversation, item.seq, emoji, on)),
      copyText: (item) => copy(item.content ?? '', 'copy.text'),
      copyLink: (item) =>
        item.seq !== undefined &&
        copy(new URL(paths.message(latest.current.path, item.seq), location.href).href, 'copy.link'),
      markUnread: (item) => tell(latest.current.markUnread(item)),
      retry: (item) => chat.retry(conversation, item.key),
      discard: (item) => chat.discard(conversation, item.key),
      jumpTo: (seq) => latest.current.jumpTo(seq),
    };
  }, [chat, conversation, editing]);
};
