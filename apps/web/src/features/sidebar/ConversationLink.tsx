import type { Entry } from '@rookery/protocol';
import { memo } from 'react';
import { Link } from 'wouter';
import { useIsOnline } from '../../sdk/use-presence.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Badge } from '../../design/Badge.tsx';
import { Icon } from '../../design/Icon.tsx';
import { classNames } from '../../design/class-names.ts';
import { isWaiting, neededIn } from '../../lib/needed-count.ts';
import { conversationPath } from '../../lib/paths.ts';
import { GroupAvatar } from '../../people/GroupAvatar.tsx';
import { PersonName } from '../../people/PersonName.tsx';
import { useText } from '../../locales/text.ts';
import { useHasDraft } from '../../store/drafts.ts';
import { RoomMark } from '../../people/RoomMark.tsx';
import styles from './Sidebar.module.css';

type Props = {
  readonly entry: Entry;
  readonly isOpen: boolean;
  /** A mute ends by the clock, while the entry stays the same. */
  readonly isMuted: boolean;
};

/** One conversation in the sidebar. Its name says the unread too. */
export const ConversationLink = memo(({ entry, isOpen, isMuted }: Props) => {
  const text = useText();
  const me = useMe();
  const online = useIsOnline(entry.user?.id);
  const hasDraft = useHasDraft(entry.conversation) && !isOpen;
  const isDirect = entry.kind === 'direct';
  const isSelf = entry.user?.id === me.id;
  const isGone = entry.user?.deactivated === true;
  const isPrivate = entry.kind !== 'room';
  const name = useTitleOf()(entry);
  const { unread, mentions } = entry;
  const needed = neededIn(entry);
  const waits = isWaiting(entry);
  const said = [
    ...(isDirect && !isSelf && !isGone && online !== undefined
      ? [text(online ? 'presence.online' : 'presence.offline')]
      : []),
    ...(entry.room?.visibility === 'private' ? [text('room.private')] : []),
    ...(entry.invited ? [text('invitation.badge')] : []),
    ...(mentions > 0 && !(isPrivate && unread > 0) ? [text('unread.mentions', { count: mentions })] : []),
    ...(unread > 0 ? [text('unread.messages', { count: unread })] : []),
    ...(hasDraft ? [text('draft')] : []),
    ...(isMuted ? [text('notices.muted')] : []),
  ];
  return (
    <Link
      href={conversationPath(entry)}
      className={classNames(styles.row, waits && styles.unread, isMuted && styles.muted)}
      aria-current={isOpen ? 'page' : undefined}
    >
      {isDirect && entry.user ? (
        <Avatar
          userId={entry.user.id}
          picture={entry.user.avatar}
          name={name}
          size={22}
          online={isSelf || isGone ? undefined : online}
        />
      ) : entry.users ? (
        <GroupAvatar entry={entry} size={22} />
      ) : (
        <RoomMark room={entry.room} size={18} />
      )}
      <span className={styles.name}>
        {entry.user && !isSelf ? (
          <PersonName person={entry.user} />
        ) : (
          <bdi>{isSelf ? `${name} (${text('person.you')})` : name}</bdi>
        )}
      </span>
      {isGone && <small className={styles.gone}>{text('person.gone')}</small>}
      {said.length > 0 && <span className="visually-hidden">{['', ...said].join(text('separator'))}</span>}
      {hasDraft && <Icon name="pencil" size={16} />}
      {isMuted && <Icon name="bell-off" size={16} />}
      {(waits || (isMuted && mentions > 0)) && (
        <Badge count={needed || (isMuted ? mentions : unread)} needed={needed > 0} at={mentions > 0 && !isPrivate} />
      )}
    </Link>
  );
});
ConversationLink.displayName = 'ConversationLink';
