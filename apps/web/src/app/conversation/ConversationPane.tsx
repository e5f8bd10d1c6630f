import type { TimelineItem } from '@rookery/client';
import type { Entry } from '@rookery/protocol';
import { useCallback, useEffect, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from 'react';
import { useLocation } from 'wouter';
import type { ComposerHandle } from '../../features/composer/Composer.tsx';
import type { Reading } from '../../features/timeline/reading.ts';
import { Timeline, type TimelineControl } from '../../features/timeline/Timeline.tsx';
import { cell } from '../../lib/cell.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useTimeline } from '../../sdk/use-timeline.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import type { PaneControl } from '../../shell/feature.ts';
import { visit } from '../../store/recent.ts';
import { CompletionContext } from '../../writing/CompletionContext.ts';
import { ConversationComposer } from './ConversationComposer.tsx';
import { useCompletionSources } from './use-completion-sources.ts';
import { useMessageActions } from './use-message-actions.ts';
import { useKeptEdits } from './use-kept-edits.ts';
import { useReading } from './use-reading.ts';
import { useReply } from './use-reply.ts';
import { useRowCells, useTimelineScene } from './use-timeline-scene.ts';
import { firstPart, secondPart } from '../../shell/lazy-part.tsx';
import styles from './ConversationPane.module.css';

const late = () => import('../../features/conversation/late.ts');
// What comes while the first screen does is to be said, too.
const Announcer = firstPart(async () => (await import('../../features/conversation/Announcer.tsx')).Announcer);
const JumpPills = secondPart(async () => (await late()).JumpPills, <div />);
const TypingLine = secondPart(async () => (await late()).TypingLine, <div className={styles.typingSpace} />);

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
  const { conversation } = entry;
  const [view, timeline] = useTimeline(conversation);
  const control = useRef<TimelineControl>(null);
  const composer = useRef<ComposerHandle>(null);
  const focusComposer = useCallback(() => composer.current?.focus(), []);
  const [reading] = useState(() => cell<Reading>({ atBottom: true, lineAbove: false, farFromBottom: false }));
  const { line, markAllRead, leaveOff, markUnread } = useReading(entry, view, reading);
  const reply = useReply(conversation, timeline, focusComposer);
  const cells = useRowCells();
  const [, navigate] = useLocation();
  const path = conversationPath(entry);
  const actions = useMessageActions({
    conversation,
    path,
    editing: cells.editing,
    reply: ({ kind, message }) => kind === 'message' && reply.start(message),
    markUnread,
    jumpTo: (to) => control.current?.toMessage(to),
    thread: (at) => navigate(paths.thread(path, at)),
    focusComposer,
  });
  const sources = useCompletionSources(entry, view);
  const scene = useTimelineScene(entry, timeline, actions, cells);
  useEffect(() => visit(conversation), [conversation]);

  const edit = (item: TimelineItem) => {
    if (item.message.seq !== undefined) control.current?.reveal(item.message.seq);
    actions.edit(item);
  };
  const { goOn } = useKeptEdits({
    entry,
    view,
    timeline,
    hasTarget: seq !== undefined,
    open: edit,
    show: (at) => control.current?.toMessage(at),
  });

  const toLatest = () => {
    control.current?.toLatest();
    focusComposer();
  };
  useImperativeHandle(ref, () => ({
    compose: focusComposer,
    focusLog: () => control.current?.focusRow(),
    giveUp: () => {
      if (reply.replyTo) reply.cancel();
      return reply.replyTo !== undefined;
    },
    markRead: () => {
      leaveOff();
      toLatest();
    },
    firstUnread: () => control.current?.toUnread(),
    latest: toLatest,
    reactToLast: () => control.current?.reactToLast(),
  }));

  const name = useTitleOf()(entry);
  return (
    <main className={styles.pane} id="main" tabIndex={-1}>
      {header}
      <CompletionContext value={sources}>
        <Timeline
          ref={control}
          scene={scene}
          view={view}
          timeline={timeline}
          unreadAfter={line}
          target={seq}
          reading={reading}
          label={text(entry.room ? 'timeline.ofRoom' : 'timeline.ofPerson', { name })}
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
        <ConversationComposer
          ref={composer}
          entry={entry}
          view={view}
          reply={reply}
          edit={edit}
          editing={cells.editing}
          onGoOn={(at) => void goOn(at).catch(tellFailure)}
          onLatest={() => control.current?.toLatest()}
          onSend={() => {
            leaveOff();
            control.current?.toLatest();
          }}
        />
      </CompletionContext>
      <Announcer view={view} />
    </main>
  );
};
