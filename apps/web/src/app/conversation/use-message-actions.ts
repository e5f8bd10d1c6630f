import type { TimelineItem } from '@rookery/client';
import type { ConversationId } from '@rookery/protocol';
import { useMemo, useRef } from 'react';
import { showToast } from '../../design/toasts.ts';
import type { MessageActions } from '../../features/timeline/TimelineContext.ts';
import type { Cell } from '../../lib/cell.ts';
import { copyText } from '../../lib/clipboard.ts';
import { paths } from '../../lib/paths.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { text } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { setEdit } from '../../store/drafts.ts';
import { confirm } from '../../shell/confirm.ts';
import { insist } from '../../shell/lazy-part.tsx';
import { basePath } from '../../lib/base-path.ts';

type Needs = {
  readonly conversation: ConversationId;
  /** The conversation's own address, for links to its messages. */
  readonly path: string;
  readonly editing: Cell<string | undefined>;
  readonly reply: (item: TimelineItem) => void;
  readonly markUnread: (seq: number) => void;
  readonly jumpTo: (seq: number) => void;
  readonly thread?: (seq: number) => void;
  readonly focusComposer: () => void;
};

/** What rows can have done to their messages. One object for as long as the conversation is open. */
export const useMessageActions = (needs: Needs): MessageActions => {
  const client = useClient();
  const me = useMe();
  const latest = useRef(needs);
  latest.current = needs;
  const { conversation, editing } = needs;
  const hasThreads = needs.thread !== undefined;

  return useMemo((): MessageActions => {
    const copy = (words: string, done: string) =>
      void copyText(words).then((copied) => showToast(text(copied ? done : 'copy.failed')));
    const refused = (thrown: unknown) =>
      void insist(() => import('../../sdk/tell-refusal.ts')).then(({ tellRefusal }) =>
        tellRefusal(client, conversation, thrown),
      );
    return {
      reply: (item) => latest.current.reply(item),
      edit: (item) => editing.set(item.key),
      stopEditing: (item) => {
        if (item.message.seq !== undefined) setEdit(conversation, item.message.seq, undefined);
        editing.set(undefined);
        latest.current.focusComposer();
      },
      saveEdit: (item, content) => {
        const { seq } = item.message;
        if (seq === undefined) return;
        void client.edit(conversation, seq, content).then(() => {
          setEdit(conversation, seq, undefined);
          if (editing.get() === item.key) editing.set(undefined);
          latest.current.focusComposer();
        }, refused);
      },
      remove: ({ message }) => {
        const { seq, content, files } = message;
        if (seq === undefined) return;
        // One's own words can be taken back for a moment; before those of others one is asked.
        if (message.user.id === me.id) {
          void insist(() => import('../delete-later.ts')).then(({ deleteLater }) =>
            deleteLater(client, conversation, seq),
          );
          return;
        }
        // Its files go with its words.
        const beside = content === '' ? '' : messageLine({ files });
        confirm.open({
          title: text('message.deleteTitle'),
          words: content === undefined ? '' : `${messageLine(message).slice(0, 240)} ${beside}`.trimEnd(),
          yes: text('message.delete'),
          onYes: () => void client.delete(conversation, seq).catch(tellFailure),
        });
      },
      react: ({ message: { seq } }, emoji, on) =>
        seq !== undefined && void client.react(conversation, seq, emoji, on).catch(refused),
      copyText: (item) => copy(item.message.content ?? '', 'copy.text'),
      copyLink: (item) =>
        item.message.seq !== undefined &&
        copy(location.origin + basePath + paths.message(latest.current.path, item.message.seq), 'copy.link'),
      markUnread: ({ message: { seq } }) => seq !== undefined && latest.current.markUnread(seq),
      retry: (item) => item.kind === 'pending' && void client.retry(item.pending.entry.clientId),
      discard: (item) => item.kind === 'pending' && void client.discard(item.pending.entry.clientId),
      jumpTo: (seq) => latest.current.jumpTo(seq),
      thread: hasThreads ? (seq) => latest.current.thread?.(seq) : undefined,
    };
  }, [client, conversation, editing, hasThreads, me.id]);
};
