import { authorOf } from '@rookery/client';
import type { Entry } from '@rookery/protocol';
import { Link } from 'wouter';
import { Avatar } from '../../design/Avatar.tsx';
import { Badge } from '../../design/Badge.tsx';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/Icon.tsx';
import { listTime } from '../../lib/dates.ts';
import { invitationWords } from '../../lib/invitation-words.ts';
import { nameOf } from '../../lib/name-of.ts';
import { isQuietEntry, isWaiting, neededIn } from '../../lib/needed-count.ts';
import { conversationPath } from '../../lib/paths.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale, useText, type Text } from '../../locales/text.ts';
import { GroupAvatar } from '../../people/GroupAvatar.tsx';
import { RoomMark } from '../../people/RoomMark.tsx';
import { useMe } from '../../sdk/use-session.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { draftOf, useHasDraft } from '../../store/drafts.ts';
import styles from './PhoneList.module.css';

const markPx = 44;

/** What was said last, and by whom where that is not plain. */
const preview = (text: Text, { last, kind, room }: Entry, me: string): string => {
  if (!last) return room?.topic ?? '';
  const words = last.content === undefined ? text('message.deleted') : messageLine(last);
  if (last.user.id === me) return text('phone.own', { words });
  return kind === 'direct' ? words : text('phone.said', { name: nameOf(text, authorOf(last)), words });
};

const PhoneRow = ({ entry }: { readonly entry: Entry }) => {
  const text = useText();
  const locale = useFormatLocale();
  const today = useToday();
  const me = useMe();
  const name = useTitleOf()(entry);
  const hasDraft = useHasDraft(entry.conversation);
  const { last, mentions, unread, user, users, room, invited } = entry;
  const needed = neededIn(entry);
  const isMuted = isQuietEntry(entry);
  const waits = isWaiting(entry);
  const draft = hasDraft ? draftOf(entry.conversation).text.trim() : '';
  return (
    <Link href={conversationPath(entry)} className={classNames(styles.row, waits && styles.waits)}>
      <span className={styles.mark}>
        {user ? (
          <Avatar userId={user.id} picture={user.avatar} name={name} size={markPx} />
        ) : users ? (
          <GroupAvatar entry={entry} size={markPx} />
        ) : (
          <RoomMark room={room} size={22} />
        )}
      </span>
      <span className={styles.name}>
        <bdi>{user?.id === me.id ? `${name} (${text('person.you')})` : name}</bdi>
      </span>
      {last && (
        <time className={styles.time} dateTime={new Date(last.at).toISOString()}>
          {listTime(last.at, Math.max(today, last.at), locale)}
        </time>
      )}
      <span className={styles.words} dir="auto">
        {invited ? (
          invitationWords(text, entry)
        ) : draft === '' ? (
          preview(text, entry, me.id)
        ) : (
          <>
            <b>{text('phone.draft')}</b> {draft}
          </>
        )}
      </span>
      <span className={styles.end}>
        {isMuted && <Icon name="bell-off" size={16} />}
        {(waits || (isMuted && mentions > 0)) && (
          <Badge
            count={needed || (isMuted ? mentions : unread)}
            needed={needed > 0}
            at={mentions > 0 && entry.kind === 'room'}
          />
        )}
      </span>
      <span className="visually-hidden">
        {[
          ...(mentions > 0 ? [text('unread.mentions', { count: mentions })] : []),
          ...(unread > 0 ? [text('unread.messages', { count: unread })] : []),
          ...(isMuted ? [text('notices.muted')] : []),
        ].join(text('separator'))}
      </span>
    </Link>
  );
};

const lastAt = ({ last, room, invited }: Entry): number => (invited ? Infinity : (last?.at ?? room?.createdAt ?? 0));

/** On a phone: all conversations, what happened last first, with what was said. [WEB-204] */
export const PhoneList = ({ entries }: { readonly entries: readonly Entry[] }) => (
  <ul aria-labelledby="sidebar-rooms" className={styles.list}>
    {entries
      .toSorted((a, b) => lastAt(b) - lastAt(a))
      .map((entry) => (
        <li key={entry.conversation}>
          <PhoneRow entry={entry} />
        </li>
      ))}
  </ul>
);
