import { asClientError, authorOf, type TimelineItem } from '@rookery/client';
import {
  can,
  type AnswerOf,
  type ConversationId,
  type Entry,
  type Message,
  type PlaceId,
  type ThreadId,
} from '@rookery/protocol';
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { Composer, type ComposerHandle } from '../../features/composer/Composer.tsx';
import { SilentComposer } from '../../features/composer/SilentComposer.tsx';
import { TypingLine } from '../../features/conversation/TypingLine.tsx';
import { openNotifyDialog } from '../../features/notices/notify-dialog.ts';
import { MessageBody } from '../../features/timeline/MessageBody.tsx';
import type { Reading } from '../../features/timeline/reading.ts';
import { Timeline, type TimelineControl } from '../../features/timeline/Timeline.tsx';
import { MessageFiles } from '../../files/MessageFiles.tsx';
import { cell } from '../../lib/cell.ts';
import { listTime } from '../../lib/dates.ts';
import { conversationPath } from '../../lib/paths.ts';
import { useToday } from '../../lib/today.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useThread } from '../../sdk/use-thread.ts';
import { useTimeline } from '../../sdk/use-timeline.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import type { PanelProps } from '../../shell/feature.ts';
import { CompletionContext } from '../../writing/CompletionContext.ts';
import { useCompletionSources } from './use-completion-sources.ts';
import { useMessageActions } from './use-message-actions.ts';
import { useReading } from './use-reading.ts';
import { useReply } from './use-reply.ts';
import { useRowCells, useTimelineScene } from './use-timeline-scene.ts';
import styles from './ThreadPane.module.css';

/** Retention has taken it; what was said before she came is not shown, which is something else. */
const isTaken = ({ head, room }: Entry, seq: number): boolean => seq < head.first && room?.history !== 'since-join';

/** The thread of a message: its log, with what is unread in it, and its own composer. [WEB-151] */
export const ThreadPane = ({ entry, thread = 0, reply }: PanelProps) => {
  const text = useText();
  const { opened, failure, isApart, again } = useThread(entry.conversation as PlaceId, thread);
  const kept = useKeptThread(entry.conversation, thread, isApart);
  const shown = opened ?? kept;
  if (shown) return <OpenThread key={shown.thread} parent={entry} seq={thread} opened={shown} target={reply} />;
  if (isApart && failure !== undefined)
    return (
      <p className={styles.note} role="status">
        {text('thread.apart')}
      </p>
    );
  return failure === undefined ? (
    <div className={styles.waiting} aria-busy="true">
      <Skeleton width="60%" height={16} />
      <Skeleton width="90%" height={16} />
    </div>
  ) : (
    <div className={styles.note} role="status">
      <p>
        {thrownText(text, failure, { not_found: text(isTaken(entry, thread) ? 'message.notKept' : 'thread.gone') })}
      </p>
      {asClientError(failure).code !== 'not_found' && <Button onClick={again}>{text('account.again')}</Button>}
    </div>
  );
};

/** `root` is undefined until the server has answered: what her line says of it stands in. */
type Opened = Pick<AnswerOf<'thread:open'>, 'thread' | 'head'> & { readonly root?: Message };

/** What this device has of a thread that the reader follows, until the server answers. */
const useKeptThread = (conversation: ConversationId, seq: number, isWanted: boolean): Opened | undefined => {
  const client = useClient();
  const line = useInbox().threads.find(({ root }) => root?.conversation === conversation && root.seq === seq);
  const [hasCopy, setHasCopy] = useState(false);
  const thread = isWanted ? line?.conversation : undefined;
  useEffect(() => {
    if (thread === undefined) return;
    // Its window fills from the copy where there is one.
    const timeline = client.timeline(thread);
    const look = () => setHasCopy(timeline.get().state === 'ready');
    look();
    return timeline.subscribe(look);
  }, [client, thread]);
  return line && thread !== undefined && hasCopy ? { thread: thread as ThreadId, head: line.head } : undefined;
};

/** Her line of the thread; where she does not follow it, as it would be, with nothing unread. */
const useLine = (parent: Entry, { thread, root, head }: Opened): Entry => {
  const line = useInbox().threads.find(({ conversation }) => conversation === thread);
  const { rights, role, mutedUntil, slowModeMs, conversation } = parent;
  return useMemo(
    () =>
      line ?? {
        ...{ conversation: thread, kind: 'thread', head, unread: 0, mentions: 0, last: null },
        ...(root && {
          root: { conversation, seq: root.seq, user: { ...root.user, username: root.from, guest: false } },
        }),
        read: Number.MAX_SAFE_INTEGER,
        ...{ rights, role, mutedUntil, slowModeMs },
      },
    [line, thread, root, head, conversation, rights, role, mutedUntil, slowModeMs],
  );
};

type OpenProps = {
  readonly parent: Entry;
  /** Of the message that the thread hangs on. */
  readonly seq: number;
  readonly opened: Opened;
  /** The message that the address leads to. */
  readonly target: number | undefined;
};

const OpenThread = ({ parent, seq, opened, target }: OpenProps) => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const entry = useLine(parent, opened);
  const { thread } = opened;
  const [view, timeline] = useTimeline(thread);
  const control = useRef<TimelineControl>(null);
  const composer = useRef<ComposerHandle>(null);
  const focusComposer = useCallback(() => composer.current?.focus(), []);
  const [reading] = useState(() => cell<Reading>({ atBottom: true, lineAbove: false, farFromBottom: false }));
  const { line, leaveOff, markUnread } = useReading(entry, view, reading);
  const reply = useReply(thread, timeline, focusComposer);
  const cells = useRowCells();
  const actions = useMessageActions({
    conversation: thread,
    path: conversationPath(entry),
    editing: cells.editing,
    reply: ({ kind, message }) => kind === 'message' && reply.start(message),
    markUnread,
    jumpTo: (to) => control.current?.toMessage(to),
    focusComposer,
  });
  const scene = useTimelineScene(entry, timeline, actions, cells);
  const sources = useCompletionSources(parent, view, true);
  const [isForAll, setForAll] = useState(false);
  const name = useTitleOf()(parent);
  const mayAlso = can(entry, 'post') && can(entry, 'reply');
  const lastOf = (isWanted: (item: TimelineItem) => boolean) =>
    view.items.findLast((item) => item.kind === 'message' && item.message.content !== undefined && isWanted(item));

  return (
    <div className={styles.pane}>
      <CompletionContext value={sources}>
        <Root parent={parent} seq={seq} opened={opened} />
        <Timeline
          ref={control}
          scene={scene}
          view={view}
          timeline={timeline}
          unreadAfter={line}
          target={target}
          reading={reading}
          label={text('thread.title')}
          intro={<p className={styles.note}>{view.items.length === 0 ? text('thread.empty') : ''}</p>}
        />
        <TypingLine conversation={thread} />
        {can(entry, 'reply') ? (
          <Composer
            ref={composer}
            id="thread-composer"
            draftKey={thread}
            placeholder={text('thread.compose')}
            replyTo={reply.replyTo}
            bar={
              mayAlso && (
                <label className={styles.also}>
                  <input type="checkbox" checked={isForAll} onChange={(event) => setForAll(event.target.checked)} />
                  <span>{parent.room ? text('thread.alsoRoom', { name }) : text('thread.also')}</span>
                </label>
              )
            }
            onCancelReply={reply.cancel}
            onSend={(content, uploads) => {
              const answered = reply.replyTo?.seq;
              reply.finish();
              leaveOff();
              control.current?.toLatest();
              client.send(thread, content, { replyTo: answered, uploads, alsoInParent: isForAll && mayAlso });
              setForAll(false);
            }}
            onTyping={(on) => client.setTyping(thread, on)}
            onEditLast={() => {
              const item = lastOf(({ message }) => message.user.id === me.id);
              if (item) actions.edit(item);
            }}
            onReplyLast={() => {
              const item = lastOf(() => true);
              if (item?.kind === 'message') reply.start(item.message);
            }}
          />
        ) : (
          <SilentComposer
            ref={composer}
            draftKey={thread}
            mutedUntil={entry.mutedUntil}
            from={parent.room?.rights?.reply}
          />
        )}
      </CompletionContext>
    </div>
  );
};

type RootProps = Pick<OpenProps, 'parent' | 'seq' | 'opened'>;

/** The message that the thread hangs on, as it is now. */
const Root = ({ parent, seq, opened: { root, thread } }: RootProps) => {
  const text = useText();
  const locale = useFormatLocale();
  const today = useToday();
  const client = useClient();
  const { threads } = useInbox();
  const line = threads.find(({ conversation }) => conversation === thread);
  const isFollowed = line !== undefined;
  const quoted = useObservable(
    useMemo(() => client.timeline(parent.conversation).quoted(seq), [client, parent.conversation, seq]),
  );
  const message = typeof quoted === 'object' ? quoted : root;
  const author = message ? authorOf(message) : line?.root?.user;
  const content = message ? message.content : line?.root?.content;
  const isGone = isTaken(parent, seq);
  return (
    <div className={styles.root}>
      <div className={styles.rootHead}>
        <strong>{author && <PersonName person={author} />}</strong>
        {message && (
          <time dateTime={new Date(message.at).toISOString()}>
            {listTime(message.at, Math.max(today, message.at), locale)}
          </time>
        )}
        <Button
          look="plain"
          aria-pressed={isFollowed}
          onClick={() => void client.followThread(thread, !isFollowed).catch(tellFailure)}
        >
          {text(isFollowed ? 'thread.unfollow' : 'thread.follow')}
        </Button>
        {isFollowed && (
          <IconButton small icon="bell" label={text('notices.open')} onClick={() => openNotifyDialog(thread)} />
        )}
      </div>
      <div className={styles.rootBody}>
        {content === undefined || isGone ? (
          <p className={styles.note}>{text(isGone ? 'message.notKept' : 'message.deleted')}</p>
        ) : (
          <>
            {content !== '' && <MessageBody content={content} all={message?.all} />}
            {message?.files && (
              <Suspense>
                <MessageFiles files={message.files} />
              </Suspense>
            )}
          </>
        )}
      </div>
    </div>
  );
};
