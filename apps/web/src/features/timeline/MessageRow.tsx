import { asUserId } from '@rookery/protocol';
import { memo, Suspense, useMemo, useState } from 'react';
import { authorOf } from '@rookery/client';
import { Avatar } from '../../design/Avatar.tsx';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/Icon.tsx';
import { MessageFiles } from '../../files/MessageFiles.tsx';
import { absoluteTime, clockFace, timeOfDay } from '../../lib/dates.ts';
import { nameOf } from '../../lib/name-of.ts';
import { linkedMessages } from '../../lib/linked-messages.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonButton } from '../../people/PersonButton.tsx';
import { PersonName } from '../../people/PersonName.tsx';
import { FailedDelivery } from './FailedDelivery.tsx';
import { latePart } from '../../shell/late-part.tsx';
import { lazyPart, lazyPiece } from '../../shell/lazy-part.tsx';
import { DayLine } from './DayLine.tsx';
import { ForwardedBox } from './ForwardedBox.tsx';
import { MessageBody } from './MessageBody.tsx';
import { MessageLinks } from './MessageLinks.tsx';
import { MessageQuotes } from './MessageQuotes.tsx';
import { OfThread } from './OfThread.tsx';
import { Reactions } from './Reactions.tsx';
import { ReplyQuote } from './ReplyQuote.tsx';
import type { Row } from './rows.ts';
import { SendingMark } from './SendingMark.tsx';
import { useIs, useScene } from './TimelineContext.ts';
import { useIsBlocked } from '../../sdk/use-settings.ts';
import { useRowGestures } from './use-row-gestures.ts';
import styles from './MessageRow.module.css';

const ActionSheet = latePart(async () => (await import('./ActionSheet.tsx')).ActionSheet);
const MessageEditor = lazyPart(async () => (await import('./late.ts')).MessageEditor);
const MessageToolbar = lazyPiece(async () => (await import('./late.ts')).MessageToolbar);
const PollView = lazyPiece(async () => (await import('./late.ts')).PollView);

const WaitingFiles = lazyPiece(async () => (await import('../../files/WaitingFiles.tsx')).WaitingFiles);

/** As high as it will be, before it is loaded. */
const waitingHeight = (files: number): number => 20 + 66 * files;

/** Own rows younger than this rise into place once. */
const freshMs = 1_500;

type Props = Row & {
  /** Tab reaches this row when none has had the focus yet. */
  readonly isLast: boolean;
};

export const MessageRow = memo(({ item, startsDay, startsGroup, startsUnread, isLast }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const scene = useScene();
  const { me, active, focused, editing, highlighted } = scene;
  const isActive = useIs(active, item.key);
  const isFocused = useIs(focused, item.key);
  const noneFocused = useIs(focused, undefined);
  const isEditing = useIs(editing, item.key);
  const isHighlighted = useIs(highlighted, item.message.seq ?? -1);
  const mine = item.message.user.id === me.id;
  const isLogged = item.message.seq !== undefined && item.message.content !== undefined;
  const { all, mentions } = item.message;
  const isCalled = !mine && item.message.content !== undefined && (all ?? mentions?.includes(asUserId(me.id))) === true;
  const delivery = item.kind === 'pending' ? item.pending.status : undefined;
  const isBlocked = useIsBlocked(asUserId(item.message.user.id));
  const [isUnfolded, unfold] = useState(false);
  const isFolded = isBlocked && !isUnfolded && item.message.content !== undefined;
  const [isFresh] = useState(() => delivery?.state === 'sending' && Date.now() - item.message.at < freshMs);
  const author = authorOf(item.message);

  const gestures = useRowGestures(item.key, isLogged && !isEditing);

  const time = (
    <time dateTime={new Date(item.message.at).toISOString()} data-tip={absoluteTime(item.message.at, locale)}>
      {(startsGroup ? timeOfDay : clockFace)(item.message.at, locale)}
    </time>
  );

  const fares =
    delivery?.state === 'sending' ? (
      <SendingMark />
    ) : item.message.edited !== undefined ? (
      <span className={styles.mark} data-tip={absoluteTime(item.message.edited, locale)}>
        {' '}
        {text('message.edited')}
      </span>
    ) : null;
  const mark = item.message.silent ? (
    <>
      <span className={classNames(styles.mark, styles.silent)} data-tip={text('message.silent')}>
        <Icon name="bell-off" size={14} />
        <span className="visually-hidden">{text('message.silent')}</span>
      </span>
      {fares}
    </>
  ) : (
    fares
  );
  const hasReactions = (item.message.reactions?.length ?? 0) > 0;
  const { files, links, poll, seq, forwarded, content = '' } = item.message;
  const linked = useMemo(() => linkedMessages(content), [content]);
  const hasLinks = links !== undefined && links.length > 0;
  const isMore = files || poll || hasLinks || forwarded || linked.length > 0;
  const reactions = hasReactions && <Reactions item={item} />;
  const tail =
    hasReactions && !isMore ? (
      <>
        {mark}
        {reactions}
      </>
    ) : (
      mark
    );
  const below = isMore && (
    <>
      {forwarded && <ForwardedBox forwarded={forwarded} />}
      {files && <MessageFiles files={files} />}
      {poll && (
        <Suspense fallback={<div style={{ height: 78 + 42 * poll.options.length }} />}>
          <PollView item={item} poll={poll} />
        </Suspense>
      )}
      {linked.length > 0 && <MessageQuotes linked={linked} />}
      {hasLinks && <MessageLinks links={links} seq={seq} mine={mine} />}
      <div className={styles.place}>{reactions}</div>
    </>
  );

  // A reader by ear who goes from row to row by the arrows hears what is said of the row itself.
  const said =
    isFocused || isActive
      ? [
          nameOf(text, author),
          timeOfDay(item.message.at, locale),
          item.message.content === undefined
            ? text('message.deleted')
            : isFolded
              ? text('block.folded')
              : messageLine(item.message),
        ].join(text('separator'))
      : undefined;

  return (
    <div
      role="listitem"
      aria-label={said}
      aria-setsize={-1}
      {...(item.message.seq === undefined ? {} : { 'aria-posinset': item.message.seq })}
      data-row={item.key}
      tabIndex={isFocused || (noneFocused && isLast) ? 0 : -1}
      className={classNames(styles.row, startsGroup && !startsDay && !startsUnread && styles.group)}
      {...gestures.row}
    >
      {startsDay && <DayLine at={item.message.at} />}
      {startsUnread && (
        <div className={styles.unread} role="separator" aria-label={text('timeline.new')}>
          <span aria-hidden="true">{text('timeline.new')}</span>
        </div>
      )}
      <div
        className={classNames(
          styles.message,
          isActive && styles.active,
          isCalled && styles.called,
          isHighlighted && styles.highlighted,
          isFresh && styles.fresh,
        )}
        {...gestures.message}
        onClickCapture={(event) => {
          // On a link too, which the browser would download.
          if (!event.altKey || !isLogged || isEditing) return;
          event.preventDefault();
          event.stopPropagation();
          scene.actions.markUnread(item);
        }}
      >
        <div className={styles.side}>
          {startsGroup ? (
            <PersonButton person={author} className={styles.avatarButton} tabIndex={-1} aria-hidden="true">
              <Avatar userId={item.message.user.id} picture={item.message.user.avatar} name={nameOf(text, author)} />
            </PersonButton>
          ) : (
            <span className={styles.sideTime} aria-hidden="true">
              {time}
            </span>
          )}
        </div>
        {item.message.replyTo !== undefined && item.message.content !== undefined && !isFolded && (
          <ReplyQuote seq={item.message.replyTo} />
        )}
        {startsGroup ? (
          <div className={styles.head}>
            <PersonButton person={author} className={styles.name} tabIndex={isActive ? 0 : -1}>
              <PersonName person={author} />
            </PersonButton>
            {time}
          </div>
        ) : (
          <span className="visually-hidden">
            <PersonName person={author} /> {timeOfDay(item.message.at, locale)}
          </span>
        )}
        {isEditing && item.message.content !== undefined ? (
          <div>
            <Suspense fallback={<MessageBody content={item.message.content} />}>
              <MessageEditor item={item} content={item.message.content} />
            </Suspense>
            {below}
          </div>
        ) : item.message.content === undefined ? (
          <p className={styles.deleted}>{text('message.deleted')}</p>
        ) : isFolded ? (
          <p className={styles.deleted}>
            {text('block.folded')}{' '}
            <button type="button" className={styles.unfold} onClick={() => unfold(true)}>
              {text('block.unfold')}
            </button>
          </p>
        ) : (
          <div>
            {(item.message.content !== '' || mark) && (
              <MessageBody content={item.message.content} all={all} tail={tail} hasRoom={!isMore} />
            )}
            {below}
            {item.kind === 'pending' && delivery?.state === 'uploading' && (
              <div style={{ minHeight: waitingHeight(item.pending.entry.uploads?.length ?? 0) }}>
                <Suspense>
                  <WaitingFiles clientId={item.key} />
                </Suspense>
              </div>
            )}
            {(delivery?.state === 'failed' || delivery?.state === 'expired') && (
              <Suspense fallback={<div className={styles.failed} style={{ height: 26 }} />}>
                <FailedDelivery item={item} failure={delivery.state === 'failed' ? delivery : { code: 'expired' }} />
              </Suspense>
            )}
          </div>
        )}
        <OfThread item={item} />
        <Suspense>{isActive && isLogged && !isEditing && <MessageToolbar item={item} mine={mine} />}</Suspense>
      </div>
      {gestures.isSheetOpen && <ActionSheet item={item} mine={mine} onClose={gestures.closeSheet} />}
    </div>
  );
});
MessageRow.displayName = 'MessageRow';
