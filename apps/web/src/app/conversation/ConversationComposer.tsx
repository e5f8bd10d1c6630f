import type { TimelineItem, TimelineView } from '@rookery/client';
import { can, type Entry } from '@rookery/protocol';
import { Suspense, type Ref } from 'react';
import { ClosedComposer } from '../../features/composer/LazyClosedComposer.tsx';
import { Composer, type ComposerHandle } from '../../features/composer/Composer.tsx';
import type { Cell } from '../../lib/cell.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { useIsBlocked } from '../../sdk/use-settings.ts';
import { confirm } from '../../shell/confirm.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { useHasEdits } from '../../store/drafts.ts';
import type { useReply } from './use-reply.ts';

const SilentComposer = lazyPart(async () => (await import('../../features/composer/late.ts')).SilentComposer);
const SlowModeBar = lazyPart(async () => (await import('../../features/composer/late.ts')).SlowModeBar);
const KeptEditBar = lazyPart(async () => (await import('../../features/composer/late.ts')).KeptEditBar);

/** A room of so many is not called by mistake. */
const manyPeople = 20;

type Props = {
  readonly ref: Ref<ComposerHandle>;
  readonly entry: Entry;
  readonly view: TimelineView;
  readonly reply: ReturnType<typeof useReply>;
  readonly edit: (item: TimelineItem) => void;
  readonly editing: Cell<string | undefined>;
  /** Goes on with an edit that was begun before. */
  readonly onGoOn: (seq: number) => void;
  readonly onLatest: () => void;
  /** Before the message is in the timeline. */
  readonly onSend: () => void;
};

/** The composer of a conversation that has begun: what it answers, where it sends. */
export const ConversationComposer = ({ ref, entry, view, reply, edit, editing, onGoOn, onLatest, onSend }: Props) => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const { conversation, room, user } = entry;
  const { replyTo } = reply;
  const nameOf = useTitleOf();
  const isBlocked = useIsBlocked(user?.id);
  const hasEdits = useHasEdits(conversation);

  const lastOf = (isWanted: (item: TimelineItem) => boolean) =>
    view.items.findLast((item) => item.kind === 'message' && item.message.content !== undefined && isWanted(item));
  const placeholder = room
    ? text('composer.toRoom', { name: room.name })
    : user?.id === me.id
      ? text('composer.toSelf')
      : text('composer.toPerson', { name: nameOf(entry) });

  if (user?.deactivated)
    return <ClosedComposer ref={ref} draftKey={conversation} words={text('composer.gone', { name: nameOf(entry) })} />;

  if (isBlocked)
    return (
      <ClosedComposer ref={ref} draftKey={conversation} words={text('composer.blocked', { name: nameOf(entry) })} />
    );

  if (!can(entry, 'post'))
    return (
      <Suspense>
        <SilentComposer ref={ref} draftKey={conversation} mutedUntil={entry.mutedUntil} from={room?.rights?.post} />
      </Suspense>
    );

  return (
    <Composer
      ref={ref}
      draftKey={conversation}
      placeholder={placeholder}
      replyTo={replyTo}
      bar={
        <Suspense>
          {hasEdits && <KeptEditBar conversation={conversation} view={view} editing={editing} onGoOn={onGoOn} />}
          {entry.slowModeMs !== undefined && !can(entry, 'mute') && (
            <SlowModeBar waitMs={entry.slowModeMs} view={view} />
          )}
        </Suspense>
      }
      onCancelReply={reply.cancel}
      onSend={(content, uploads) => {
        const answered = replyTo?.seq;
        reply.finish();
        onSend();
        client.send(conversation, content, { replyTo: answered, uploads });
      }}
      asksFirst={(content, send) => {
        const count = (room?.members ?? 0) - 1;
        const asks =
          count + 1 >= manyPeople && /[@＠]all(?![\p{L}\p{N}_])/iu.test(content) && can(entry, 'mention_all');
        if (asks)
          confirm.open({
            title: text('callAll.title'),
            words: text('callAll.words', { count }),
            yes: text('callAll.yes', { count }),
            harmless: true,
            onYes: send,
          });
        return asks;
      }}
      onTyping={(on) => client.setTyping(conversation, on)}
      onEditLast={() => {
        // The last one is not here while newer ones are not loaded: then they are shown first.
        if (view.hasNewer) {
          onLatest();
          return;
        }
        const item = lastOf(({ message }) => message.user.id === me.id);
        if (item) edit(item);
      }}
      onReplyLast={() => {
        const item = lastOf(() => true);
        if (item?.kind === 'message') reply.start(item.message);
      }}
    />
  );
};
