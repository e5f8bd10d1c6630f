import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useInbox } from '../../sdk/use-inbox.ts';
import { sortDirects, sortRooms } from '../../lib/sidebar-order.ts';
import { Badge } from '../../design/Badge.tsx';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { Menu, MenuItem } from '../../design/Menu.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { classNames } from '../../design/class-names.ts';
import { paths } from '../../lib/paths.ts';
import { neededCount } from '../../lib/needed-count.ts';
import { modKey } from '../../lib/keys.ts';
import { useText } from '../../locales/text.ts';
import { useFeatures } from '../../shell/features.ts';
import { useShell } from '../../shell/use-shell.ts';
import { ConversationLink } from './ConversationLink.tsx';
import { UserBar } from './UserBar.tsx';
import styles from './Sidebar.module.css';

/** Where rooms will stand while the inbox is on its way. */
const widths = ['58%', '42%', '66%', '50%'];

type Props = {
  /** The conversation that is open, or another place. */
  readonly open: string | undefined;
  /** The page that is shown: its segment, empty for the inbox. */
  readonly page: string | undefined;
  /** On a phone, the list is the whole screen. */
  readonly alone: boolean;
};

export const Sidebar = ({ open, page, alone }: Props) => {
  const text = useText();
  const { state, entries } = useInbox();
  const { pages, beginnings, jump } = useFeatures();
  const shell = useShell();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const close = () => setAnchor(undefined);

  const rooms = useMemo(() => sortRooms(entries), [entries]);
  const directs = useMemo(() => sortDirects(entries), [entries]);

  const waiting = entries.filter(({ unread, invited }) => unread > 0 || invited).length;
  const needed = neededCount(entries);

  const nav = (
    <nav className={styles.sidebar} aria-label={text('sidebar.title')} id="sidebar" tabIndex={-1}>
      <div className={styles.head}>
        <Icon name="mark" size={28} />
        {alone ? <h1>Rookery</h1> : <span>Rookery</span>}
      </div>
      <button
        type="button"
        className={styles.jump}
        onClick={() => jump('', shell())}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Icon name="search" size={16} />
        <span>{text('sidebar.jump')}</span>
        <kbd>{modKey} K</kbd>
      </button>
      <div className={styles.lists}>
        <Link
          href={paths.inbox}
          className={classNames(styles.row, waiting > 0 && styles.unread, styles.inbox)}
          aria-current={page === '' ? 'page' : undefined}
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
        {pages.map(
          ({ segment, icon, title }) =>
            icon && (
              <Link
                key={segment}
                href={paths.page(segment)}
                className={styles.row}
                aria-current={page === segment ? 'page' : undefined}
              >
                <Icon name={icon} size={18} />
                <span className={styles.name}>{text(title)}</span>
              </Link>
            ),
        )}

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
            {beginnings.map(({ label, icon, run }) => (
              <MenuItem
                key={label}
                icon={icon}
                onSelect={() => {
                  close();
                  run(shell());
                }}
              >
                {text(label)}
              </MenuItem>
            ))}
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
          <IconButton small icon="plus" label={text('sidebar.addDirect')} onClick={() => jump('@', shell())} />
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
      <UserBar />
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
