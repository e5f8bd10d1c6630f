import { authorOf } from '@rookery/client';
import type { Entry, Message } from '@rookery/protocol';
import { Avatar } from '../../design/Avatar.tsx';
import { Badge } from '../../design/Badge.tsx';
import { Icon } from '../../design/Icon.tsx';
import { nameOf } from '../../lib/name-of.ts';
import { nameAmong } from '../../lib/name-twins.ts';
import { neededIn } from '../../lib/needed-count.ts';
import { useText } from '../../locales/text.ts';
import { GroupAvatar } from '../../people/GroupAvatar.tsx';
import { PersonName } from '../../people/PersonName.tsx';
import { RoomMark } from '../../people/RoomMark.tsx';
import { usePeople } from '../../sdk/use-people.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useIsOnline } from '../../sdk/use-presence.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { RowTime } from './RowTime.tsx';
import { useWaitingWords, type Wanted } from './waiting-words.ts';
import { Words } from './Words.tsx';
import styles from './InboxPane.module.css';

type Props = { readonly entry: Entry; readonly wanted: Wanted };

/** What a row says of a conversation: where, who, the words that count, when, and how much waits. */
export const EntryLine = ({ entry, wanted }: Props) => {
  const text = useText();
  const me = useMe();
  const people = usePeople();
  const titleOf = useTitleOf();
  const online = useIsOnline(entry.user?.id);
  const message: Message | undefined = useWaitingWords(entry, wanted);
  const { room, user, unread, mentions } = entry;
  const needed = neededIn(entry);
  const count = wanted === 'mention' ? mentions : needed || unread;
  const parent = useInbox().entries.find(({ conversation }) => conversation === entry.root?.conversation);
  const saysWho = message !== undefined && !user && message.user.id !== me.id;
  return (
    <>
      {user ? (
        <Avatar
          userId={user.id}
          picture={user.avatar}
          name={nameOf(text, user)}
          size={36}
          online={user.deactivated ? undefined : online}
        />
      ) : entry.users ? (
        <GroupAvatar entry={entry} size={36} />
      ) : entry.root ? (
        <Icon name="thread" size={22} />
      ) : (
        <RoomMark room={room} size={22} />
      )}
      <strong dir="auto">{user ? <PersonName person={user} saysGone /> : titleOf(entry)}</strong>
      {message ? <RowTime at={message.at} /> : <span />}
      <p dir="auto">
        {parent && <bdi className={styles.parent}>{parent.room ? `# ${parent.room.name}` : titleOf(parent)}</bdi>}
        {message && <Words message={message} who={saysWho ? nameAmong(text, people, authorOf(message)) : undefined} />}
      </p>
      <span>
        {count > 0 && (
          <>
            <span className="visually-hidden">
              {unread > 0 && wanted === 'first'
                ? text('unread.messages', { count: unread })
                : text('unread.mentions', { count: mentions })}
            </span>
            <Badge count={count} needed={needed > 0} at={mentions > 0 && room !== undefined} />
          </>
        )}
      </span>
    </>
  );
};
