import { memo, useEffect, useRef, useState } from 'react';
import { failureText } from '../../chat/failure-text.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Icon } from '../../design/Icon.tsx';
import { classNames } from '../../design/class-names.ts';
import { absoluteTime, timeOfDay } from '../../lib/dates.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonButton } from '../../people/PersonButton.tsx';
import { ActionSheet } from './ActionSheet.tsx';
import { DayLine } from './DayLine.tsx';
import { MessageBody } from './MessageBody.tsx';
import { MessageEditor } from './MessageEditor.tsx';
import { MessageToolbar } from './MessageToolbar.tsx';
import { Reactions } from './Reactions.tsx';
import { ReplyQuote } from './ReplyQuote.tsx';
import type { Row } from './rows.ts';
import { SendingMark } from './SendingMark.tsx';
import { useIs, useScene } from './TimelineContext.ts';
import styles from './MessageRow.module.css';

const longPressMs = 450;
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
  const { me, actions, active, held, focused, editing, highlighted } = scene;
  const isActive = useIs(active, item.key);
  const isFocused = useIs(focused, item.key);
  const noneFocused = useIs(focused, undefined);
  const isEditing = useIs(editing, item.key);
  const isHighlighted = useIs(highlighted, item.seq ?? -1);
  const [sheet, setSheet] = useState(false);
  const press = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(press.current), []);

  const mine = item.author.id === me.id;
  const isLogged = item.seq !== undefined && item.content !== undefined;
  const isCalled = !mine && item.content !== undefined && item.mentions.includes(me.id);
  const [isFresh] = useState(() => mine && item.delivery.state === 'sending' && Date.now() - item.at < freshMs);

  const activate = () => !held.getSnapshot() && active.set(item.key);
  const deactivate = () => !held.getSnapshot() && active.getSnapshot() === item.key && active.set(undefined);

  const time = (
    <time dateTime={new Date(item.at).toISOString()} data-tip={absoluteTime(item.at, locale)}>
      {timeOfDay(item.at, locale)}
    </time>
  );

  const tail =
    item.delivery.state === 'sending' ? (
      <SendingMark />
    ) : item.edited !== undefined ? (
      <span className={styles.mark} data-tip={absoluteTime(item.edited, locale)}>
        {' '}
        {text('message.edited')}
      </span>
    ) : null;

  return (
    <div
      role="listitem"
      aria-setsize={-1}
      {...(item.seq === undefined ? {} : { 'aria-posinset': item.seq })}
      data-row={item.key}
      tabIndex={isFocused || (noneFocused && isLast) ? 0 : -1}
      className={classNames(styles.row, startsGroup && !startsDay && !startsUnread && styles.group)}
      onFocus={(event) => {
        focused.set(item.key);
        // A tap is no reason: touch has the long press.
        if (event.target.matches(':focus-visible')) activate();
      }}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && deactivate()}
    >
      {startsDay && <DayLine at={item.at} />}
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
        onPointerEnter={(event) => event.pointerType !== 'touch' && activate()}
        onPointerMove={(event) => {
          if (event.pointerType === 'touch') clearTimeout(press.current);
          else activate();
        }}
        onPointerLeave={(event) => {
          clearTimeout(press.current);
          if (event.pointerType !== 'touch' && !event.currentTarget.parentElement?.contains(document.activeElement))
            deactivate();
        }}
        onPointerDown={(event) => {
          if (event.pointerType !== 'touch' || !isLogged || isEditing) return;
          press.current = setTimeout(() => setSheet(true), longPressMs);
        }}
        onPointerUp={() => clearTimeout(press.current)}
        onPointerCancel={() => clearTimeout(press.current)}
      >
        <div className={styles.side}>
          {startsGroup ? (
            <PersonButton person={item.author} className={styles.avatarButton} tabIndex={-1} aria-hidden="true">
              <Avatar userId={item.author.id} name={item.author.displayName} />
            </PersonButton>
          ) : (
            <span className={styles.sideTime} aria-hidden="true">
              {time}
            </span>
          )}
        </div>
        {item.replyTo !== undefined && item.content !== undefined && <ReplyQuote seq={item.replyTo} />}
        {startsGroup ? (
          <div className={styles.head}>
            <PersonButton person={item.author} className={styles.name} tabIndex={isActive ? 0 : -1}>
              <bdi>{item.author.displayName}</bdi>
            </PersonButton>
            {time}
          </div>
        ) : (
          <span className="visually-hidden">
            {item.author.displayName} {timeOfDay(item.at, locale)}
          </span>
        )}
        {isEditing && item.content !== undefined ? (
          <MessageEditor item={item} content={item.content} />
        ) : item.content === undefined ? (
          <p className={styles.deleted}>{text('message.deleted')}</p>
        ) : (
          <div>
            <MessageBody content={item.content} tail={tail} />
            {item.delivery.state === 'failed' && (
              <div className={styles.failed} role="group">
                <span>
                  <Icon name="alert" size={16} />
                  {text('delivery.failed', { why: failureText(text, item.delivery.failure) })}
                </span>
                <button type="button" onClick={() => actions.retry(item)}>
                  {text('delivery.retry')}
                </button>
                <button type="button" onClick={() => actions.copyText(item)}>
                  {text('delivery.copy')}
                </button>
                <button type="button" onClick={() => actions.discard(item)}>
                  {text('delivery.delete')}
                </button>
              </div>
            )}
            {item.reactions.length > 0 && <Reactions item={item} />}
          </div>
        )}
        {isActive && isLogged && !isEditing && <MessageToolbar item={item} mine={mine} />}
      </div>
      {sheet && <ActionSheet item={item} mine={mine} onClose={() => setSheet(false)} />}
    </div>
  );
});
MessageRow.displayName = 'MessageRow';
