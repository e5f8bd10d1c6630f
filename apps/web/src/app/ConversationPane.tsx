import { can, type Entry } from '@rookery/protocol';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type Ref,
} from 'react';
import { useChat, useInbox, useMe, usePeople, useTimeline } from '../chat/ChatContext.ts';
import type { Person, TimelineItem } from '../chat/model.ts';
import { Composer, type ComposerHandle } from '../features/composer/Composer.tsx';
import { Announcer } from '../features/conversation/Announcer.tsx';
import { JumpPills } from '../features/conversation/JumpPills.tsx';
import { TypingLine } from '../features/conversation/TypingLine.tsx';
import { Timeline, type Reading, type TimelineControl } from '../features/timeline/Timeline.tsx';
import type { TimelineScene } from '../features/timeline/TimelineContext.ts';
import { cell } from '../lib/observable.ts';
import { conversationPath } from '../lib/paths.ts';
import { plainLine } from '../lib/plain-line.ts';
import { useText } from '../locales/text.ts';
import { draftOf, setDraft } from '../store/drafts.ts';
import { visit } from '../store/recent.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { useRoomPeople } from './use-room-people.ts';
import { tellFailure, useMessageActions } from './use-message-actions.ts';
import { useReading } from './use-reading.ts';
import styles from './ConversationPane.module.css';

export type PaneControl = {
  readonly compose: () => void;
  readonly focusLog: () => void;
  /** One step: the reply, then read and to the latest. */
  readonly escape: () => void;
  readonly firstUnread: () => void;
  readonly latest: () => void;
};

type Props = {
  readonly ref?: Ref<PaneControl>;
  readonly entry: Entry;
  readonly seq: number | undefined;
  readonly header: ReactNode;
  readonly intro: ReactNode;
};

/** One open conversation. Mounted anew for each. */
export const ConversationPane = ({ ref, entry, seq, header, intro }: Props) => {
  const text = useText();
  const chat = useChat();
  const me = useMe();
  const people = usePeople();
  const { entries } = useInbox();
  const { conversation } = entry;
  const [view, handle] = useTimeline(conversation);
  const control = useRef<TimelineControl>(null);
  const composer = useRef<ComposerHandle>(null);
  const [replyTo, setReplyTo] = useState<TimelineItem>();
  const [deleting, setDeleting] = useState<TimelineItem>();
  const [cells] = useState(() => ({
    active: cell<string | undefined>(undefined),
    held: cell(false),
    focused: cell<string | undefined>(undefined),
    editing: cell<string | undefined>(undefined),
    highlighted: cell<number | undefined>(undefined),
    reading: cell<Reading>({ atBottom: true, lineAbove: false, farFromBottom: false }),
  }));
  const { reading } = cells;
  const { line, markAllRead, markUnread } = useReading(entry, view, reading);
  const path = conversationPath(entry);

  useEffect(() => visit(conversation), [conversation]);

  const startReply = useCallback(
    (item: TimelineItem) => {
      setReplyTo(item);
      if (item.seq !== undefined) setDraft(conversation, { ...draftOf(conversation), replyTo: item.seq });
      composer.current?.focus();
    },
    [conversation],
  );
  const cancelReply = useCallback(() => {
    setReplyTo(undefined);
    setDraft(conversation, { text: draftOf(conversation).text });
    composer.current?.focus();
  }, [conversation]);

  // A reply begun before a reload.
  useEffect(() => {
    const kept = draftOf(conversation).replyTo;
    if (kept === undefined) return;
    let current = true;
    handle.find(kept).then(
      (item) => current && item && setReplyTo((before) => before ?? item),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [conversation, handle]);

  const actions = useMessageActions({
    conversation,
    path,
    editing: cells.editing,
    reply: startReply,
    confirmDelete: setDeleting,
    markUnread,
    jumpTo: (to) => control.current?.toMessage(to),
    focusComposer: () => composer.current?.focus(),
  });

  const mayDeleteAny = can(entry, 'delete_any');
  const scene = useMemo(
    (): TimelineScene => ({
      conversation,
      me,
      mayDeleteAny,
      actions,
      find: handle.find,
      active: cells.active,
      held: cells.held,
      focused: cells.focused,
      editing: cells.editing,
      highlighted: cells.highlighted,
    }),
    [conversation, me, mayDeleteAny, actions, handle, cells],
  );

  const toLatest = () => {
    control.current?.toLatest();
    composer.current?.focus();
  };

  useImperativeHandle(ref, () => ({
    compose: () => composer.current?.focus(),
    focusLog: () => control.current?.focusRow(),
    escape: () => {
      if (replyTo) cancelReply();
      else {
        markAllRead();
        toLatest();
      }
    },
    firstUnread: () => control.current?.toUnread(),
    latest: toLatest,
  }));

  const roomPeople = useRoomPeople(entry);
  const mentionable = useMemo((): readonly Person[] => {
    const here = new Map(roomPeople.map((person) => [person.id, person]));
    if (entry.kind === 'room') for (const { author } of view.items) here.set(author.id, author);
    if (entry.user) here.set(entry.user.id, entry.user);
    for (const person of people.values()) if (!here.has(person.id)) here.set(person.id, person);
    here.delete(me.id);
    return [...here.values()];
    // The authors in view change with every message; the room's people are enough to follow.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [roomPeople, people, entry.kind, entry.user, me.id]);
  const rooms = useMemo(
    () => entries.flatMap(({ room }) => (room ? [{ id: room.id, name: room.name }] : [])),
    [entries],
  );

  const mineLast = () =>
    view.items.findLast((item) => item.author.id === me.id && item.seq !== undefined && item.content !== undefined);
  const lastOfAll = () => view.items.findLast((item) => item.seq !== undefined && item.content !== undefined);

  const send = (content: string) => {
    const answered = replyTo?.seq;
    setReplyTo(undefined);
    setDraft(conversation, { text: '' });
    markAllRead();
    if (view.hasNewer) control.current?.toLatest();
    chat.send(conversation, content, answered);
  };

  const name = entry.room?.name ?? entry.user?.displayName ?? '';
  const isSelf = entry.user?.id === me.id;
  const label = entry.room ? text('timeline.ofRoom', { name }) : text('timeline.ofPerson', { name });

  return (
    <main className={styles.pane} id="main" tabIndex={-1}>
      {header}
      <Timeline
        ref={control}
        scene={scene}
        view={view}
        handle={handle}
        unreadAfter={line}
        target={seq}
        reading={reading}
        label={label}
        intro={intro}
      />
      <JumpPills
        reading={reading}
        unread={entry.unread}
        hasLine={line !== undefined}
        onLatest={toLatest}
        onUnread={() => control.current?.toUnread()}
        onMarkRead={markAllRead}
      />
      <TypingLine conversation={conversation} />
      <Composer
        ref={composer}
        draftKey={conversation}
        placeholder={
          entry.room
            ? text('composer.toRoom', { name })
            : isSelf
              ? text('composer.toSelf')
              : text('composer.toPerson', { name })
        }
        contentBytes={chat.contentBytes}
        people={mentionable}
        rooms={rooms}
        replyTo={replyTo}
        replyPreview={replyTo?.content === undefined ? '' : plainLine(replyTo.content)}
        onCancelReply={cancelReply}
        onSend={send}
        onTyping={(on) => chat.setTyping(conversation, on)}
        onEditLast={() => {
          const item = mineLast();
          if (item) actions.edit(item);
        }}
        onReplyLast={() => {
          const item = lastOfAll();
          if (item) startReply(item);
        }}
      />
      <Announcer view={view} me={me.id} plain={plainLine} />
      {deleting && (
        <ConfirmDialog
          title={text('message.deleteTitle')}
          words={deleting.content === undefined ? '' : plainLine(deleting.content).slice(0, 240)}
          yes={text('message.delete')}
          onClose={() => setDeleting(undefined)}
          onYes={() => {
            if (deleting.seq === undefined) return;
            void chat.remove(conversation, deleting.seq).then((outcome) => {
              if (!outcome.ok) tellFailure(outcome.failure);
            });
          }}
        />
      )}
    </main>
  );
};
