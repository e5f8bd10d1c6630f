import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useChat, useInbox } from '../../chat/ChatContext.ts';
import { sortDirects, sortRooms } from '../../chat/order.ts';
import { Badge } from '../../design/Badge.tsx';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { Menu } from '../../design/Menu.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { classNames } from '../../design/class-names.ts';
import { paths } from '../../lib/paths.ts';
import { modKey } from '../../lib/keys.ts';
import { useText } from '../../locales/text.ts';
import { ConversationLink } from './ConversationLink.tsx';
import styles from './Sidebar.module.css';

/** Where rooms will stand while the inbox is on its way. */
const widths = ['58%', '42%', '66%', '50%'];

type Props = {
  /** The conversation that is open, or another place. */
  readonly open: string | undefined;
  readonly place: 'inbox' | 'rooms' | undefined;
  /** On a phone, the list is the whole screen. */
  readonly alone: boolean;
  readonly onSwitch: () => void;
  readonly onNewDirect: () => void;
  readonly roomMenu: (close: () => void) => ReactNode;
  readonly userBar: ReactNode;
};

export const Sidebar = ({ open, place, alone, onSwitch, onNewDirect, roomMenu, userBar }: Props) => {
  const text = useText();
  const chat = useChat();
  const { state, entries } = useInbox();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const close = () => setAnchor(undefined);

  const rooms = useMemo(() => sortRooms(entries), [entries]);
  const directs = useMemo(() => sortDirects(entries), [entries]);
  const watched = directs.map(({ user }) => user?.id ?? '').join(' ');
  useEffect(() => (watched === '' ? undefined : chat.watchPresence(watched.split(' '))), [chat, watched]);

  const waiting = entries.filter(({ unread, invited }) => unread > 0 || invited).length;
  const needed = entries.reduce(
    (sum, { kind, unread, mentions, invited }) => sum + (invited ? 1 : kind === 'direct' ? unread : mentions),
    0,
  );

  const nav = (
    <nav className={styles.sidebar} aria-label={text('sidebar.title')} id="sidebar" tabIndex={-1}>
      <div className={styles.head}>
        <Icon name="mark" size={28} />
        {alone ? <h1>Rookery</h1> : <span>Rookery</span>}
      </div>
      <button type="button" className={styles.jump} onClick={onSwitch} aria-keyshortcuts="Control+K Meta+K">
        <Icon name="search" size={16} />
        <span>{text('sidebar.jump')}</span>
        <kbd>{modKey} K</kbd>
      </button>
      <div className={styles.lists}>
        <Link
          href={paths.inbox}
          className={classNames(styles.row, waiting > 0 && styles.unread, styles.inbox)}
          aria-current={place === 'inbox' ? 'page' : undefined}
        >
          <Icon name="inbox" size={18} />
          <span className={styles.name}>{text('inbox.title')}</span>
          {waiting > 0 && (
            <span className="visually-hidden">
              {text('separator')}
              {text('unread.conversations', { count: waiting })}
            </span>
          )}
          {waiting > 0 && <Badge count={needed > 0 ? needed : waiting} needed={needed > 0} />}
        </Link>
        <Link href={paths.rooms} className={styles.row} aria-current={place === 'rooms' ? 'page' : undefined}>
          <Icon name="compass" size={18} />
          <span className={styles.name}>{text('rooms.find')}</span>
        </Link>

        <div className={styles.section}>
          <h2 id="sidebar-rooms">{text('sidebar.rooms')}</h2>
          <IconButton
            small
            icon="plus"
            label={text('sidebar.addRoom')}
            aria-haspopup="menu"
            aria-expanded={anchor !== undefined}
            onClick={(event) => setAnchor(event.currentTarget)}
          />
        </div>
        {anchor && (
          <Menu label={text('sidebar.addRoom')} anchor={anchor} placement="bottom-end" onClose={close}>
            {roomMenu(close)}
          </Menu>
        )}
        {rooms.length > 0 ? (
          <ul aria-labelledby="sidebar-rooms">
            {rooms.map((entry) => (
              <li key={entry.conversation}>
                <ConversationLink entry={entry} isOpen={entry.conversation === open} />
              </li>
            ))}
          </ul>
        ) : state === 'ready' ? (
          <p className={styles.note}>{text('sidebar.noRooms')}</p>
        ) : (
          <div className={styles.waiting} aria-hidden="true">
            {widths.map((width) => (
              <div key={width} className={styles.row}>
                <Skeleton width={width} />
              </div>
            ))}
          </div>
        )}

        <div className={styles.section}>
          <h2 id="sidebar-directs">{text('sidebar.directs')}</h2>
          <IconButton small icon="plus" label={text('sidebar.addDirect')} onClick={onNewDirect} />
        </div>
        {directs.length > 0 ? (
          <ul aria-labelledby="sidebar-directs">
            {directs.map((entry) => (
              <li key={entry.conversation}>
                <ConversationLink entry={entry} isOpen={entry.conversation === open} />
              </li>
            ))}
          </ul>
        ) : (
          state === 'ready' && <p className={styles.note}>{text('sidebar.noDirects')}</p>
        )}
      </div>
      {userBar}
    </nav>
  );
  return alone ? (
    <main className={styles.alone} id="main">
      {nav}
    </main>
  ) : (
    nav
  );
};
