import { authorOf } from '@rookery/client';
import type { Entry } from '@rookery/protocol';
import { Link, useLocation } from 'wouter';
import { useClient } from '../../sdk/ClientContext.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useMayCreateRooms } from '../../sdk/use-may-create-rooms.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useIsOnline } from '../../sdk/use-presence.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Badge } from '../../design/Badge.tsx';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { listTime } from '../../lib/dates.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { nameOf } from '../../lib/name-of.ts';
import { nameAmong } from '../../lib/name-twins.ts';
import { neededIn } from '../../lib/needed-count.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useBeginnings } from '../../shell/use-beginnings.ts';
import { useFirstSteps } from '../../shell/use-first-steps.ts';
import { useShell } from '../../shell/use-shell.ts';
import { GroupAvatar } from '../../people/GroupAvatar.tsx';
import { PersonName } from '../../people/PersonName.tsx';
import { RoomMark } from '../../people/RoomMark.tsx';
import styles from './InboxPane.module.css';

const UnreadLine = ({ entry }: { readonly entry: Entry }) => {
  const text = useText();
  const locale = useFormatLocale();
  const today = useToday();
  const me = useMe();
  const people = usePeople();
  const titleOf = useTitleOf();
  const online = useIsOnline(entry.user?.id);
  const { room, user, last, unread, mentions } = entry;
  const needed = neededIn(entry);
  const words = last ? (last.content === undefined ? text('message.deleted') : messageLine(last)) : '';
  const isAnothers = last !== null && !user && last.user.id !== me.id;
  return (
    <Link href={conversationPath(entry)} className={styles.line}>
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
      {last ? (
        <time dateTime={new Date(last.at).toISOString()}>{listTime(last.at, Math.max(today, last.at), locale)}</time>
      ) : (
        <span />
      )}
      <p dir="auto">
        {isAnothers
          ? text('announce.message', { name: nameAmong(text, people, authorOf(last)), content: words })
          : words}
      </p>
      <span>
        <span className="visually-hidden">
          {unread > 0 ? text('unread.messages', { count: unread }) : text('unread.mentions', { count: mentions })}
        </span>
        <Badge count={needed || unread} needed={needed > 0} at={mentions > 0 && room !== undefined} />
      </span>
    </Link>
  );
};

const Invitation = ({ entry }: { readonly entry: Entry }) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  const { room } = entry;
  if (!room) return null;
  return (
    <div className={styles.invitation}>
      <RoomMark room={room} size={22} />
      <div>
        <strong dir="auto">{room.name}</strong>
        <small>{text('invitation.words')}</small>
      </div>
      <Button onClick={() => void client.leaveRoom(room.id).catch(tellFailure)}>{text('invitation.decline')}</Button>
      <Button
        look="primary"
        onClick={() => void client.joinRoom(room.id).then(() => navigate(paths.room(room.id)), tellFailure)}
      >
        {text('invitation.accept')}
      </Button>
    </div>
  );
};

/** What waits for the reader: invitations, then conversations with unread messages, what calls her first. */
export const InboxPane = () => {
  const text = useText();
  const me = useMe();
  const { state, entries, threads } = useInbox();
  const beginnings = useBeginnings();
  const firstSteps = useFirstSteps();
  const mayCreate = useMayCreateRooms();
  const shell = useShell();
  const invitations = entries.filter(({ invited }) => invited);
  const waiting = [...entries, ...threads]
    .filter((entry) => entry.unread + neededIn(entry) > 0 && !entry.invited)
    .sort((a, b) => Number(neededIn(b) > 0) - Number(neededIn(a) > 0) || (b.last?.at ?? 0) - (a.last?.at ?? 0));
  const isNew = state === 'ready' && entries.length === 0;
  // Joining what is there comes before making something, except for the owner of a server on which nothing is yet.
  const commands = firstSteps.length > 0 ? [...firstSteps, ...beginnings] : beginnings.toReversed();
  const newHint = firstSteps.length > 0 ? 'inbox.welcomeOwner' : mayCreate ? 'inbox.welcomeHint' : 'inbox.welcomeFind';

  return (
    <main className={styles.pane} id="main" tabIndex={-1}>
      <header className={styles.head}>
        <h1>{text('inbox.title')}</h1>
      </header>
      <div className={styles.scroll}>
        <div className={styles.column}>
          {invitations.map((entry) => (
            <Invitation key={entry.conversation} entry={entry} />
          ))}
          {waiting.map((entry) => (
            <UnreadLine key={entry.conversation} entry={entry} />
          ))}
          {state === 'ready' && waiting.length === 0 && invitations.length === 0 && (
            <div className={styles.empty}>
              <h2>{isNew ? text('inbox.welcome', { name: me.displayName }) : text('inbox.empty')}</h2>
              <p>{text(isNew ? newHint : 'inbox.emptyHint')}</p>
              <div className={styles.buttons}>
                {commands.map(({ label, icon, run }, index) => (
                  <Button key={label} look={isNew && index === 0 ? 'primary' : 'quiet'} onClick={() => run(shell())}>
                    <Icon name={icon} size={18} />
                    {text(label)}
                  </Button>
                ))}
              </div>
            </div>
          )}
        </div>
      </div>
    </main>
  );
};
