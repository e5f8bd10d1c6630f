import { Suspense, useMemo, useState, type ReactNode } from 'react';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { isStorageKept } from '../../lib/kept-storage.ts';
import { modKey } from '../../lib/keys.ts';
import { sidebarSections } from '../../lib/sidebar-order.ts';
import { useText } from '../../locales/text.ts';
import { useConnection } from '../../sdk/use-connection.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useServerName } from '../../sdk/use-server.ts';
import { CommandMenu } from '../../shell/LateCommandMenu.tsx';
import { useFeatures } from '../../shell/features.ts';
import { useBeginnings } from '../../shell/use-beginnings.ts';
import { useFirstSteps } from '../../shell/use-first-steps.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { useShell } from '../../shell/use-shell.ts';
import { latePart } from '../../shell/late-part.tsx';
import { preferences, usePreferences } from '../../store/preferences.ts';
import { ConversationList } from './ConversationList.tsx';
import { PageLinks } from './PageLinks.tsx';
import { UserBar } from './UserBar.tsx';
import styles from './Sidebar.module.css';

const late = () => import('./late.ts');
const FilterMenu = latePart(async () => (await late()).FilterMenu);
const PhoneList = lazyPart(async () => (await late()).PhoneList);

type Props = {
  /** The conversation that is open. */
  readonly open: string | undefined;
  /** The page that is shown: its segment, empty for the inbox. */
  readonly page: string | undefined;
  /** On a phone, the list is the whole screen. */
  readonly alone: boolean;
  /** Stands above who the reader is. */
  readonly note: ReactNode;
};

/** All the reader's conversations, and the ways to what is not among them. */
export const Sidebar = ({ open, page, alone, note }: Props) => {
  const text = useText();
  const { state, entries } = useInbox();
  const { jump, write, pages } = useFeatures();
  const beginnings = useBeginnings();
  const firstSteps = useFirstSteps();
  const shell = useShell();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [filterAnchor, setFilterAnchor] = useState<HTMLElement>();
  const filter = usePreferences();
  const { onlyUnread, hidesMuted, folded } = filter;
  // On a phone they are one list, which does not fold.
  const { rooms, directs } = useMemo(
    () => sidebarSections(entries, alone ? { ...filter, folded: [] } : filter, open),
    [alone, entries, filter, open],
  );
  const isReady = state === 'ready';
  // Pages stand above them already.
  const others = beginnings.filter(({ label }) => !pages.some(({ title }) => title === label));
  const steps = firstSteps.length > 0 ? firstSteps : isReady && entries.length === 0 ? others : [];
  const isUnreachable = useConnection().state === 'reconnecting';
  const Name = alone ? 'h1' : 'span';

  const isNarrowed = (section: string) => onlyUnread || hidesMuted || folded.includes(section);
  const heading = (section: 'rooms' | 'directs', title: string) => (
    <h2 id={`sidebar-${section}`}>
      <button
        type="button"
        aria-expanded={!folded.includes(section)}
        onClick={() =>
          preferences.setState({
            folded: folded.includes(section) ? folded.filter((other) => other !== section) : [...folded, section],
          })
        }
      >
        {title}
        <Icon name="chevron-down" size={16} />
      </button>
    </h2>
  );

  const nav = (
    <nav className={styles.sidebar} aria-label={text('sidebar.title')} id="sidebar" tabIndex={-1}>
      <div className={styles.head}>
        <Icon name="mark" size={28} />
        <Name dir="auto">{useServerName()}</Name>
        <IconButton
          small
          icon="filter"
          className={classNames(styles.filter, (onlyUnread || hidesMuted) && styles.filtered)}
          label={text('sidebar.filter')}
          aria-haspopup="menu"
          aria-expanded={filterAnchor !== undefined}
          onClick={(event) => setFilterAnchor(event.currentTarget)}
        />
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
        <PageLinks page={page} alone={alone} />
        {/* Where the list is the whole screen, nothing beside it says how one begins. */}
        {alone &&
          steps.map(({ label, icon, run }) => (
            <button key={label} type="button" className={styles.row} onClick={() => run(shell())}>
              <Icon name={icon} size={18} />
              <span className={styles.name}>{text(label)}</span>
            </button>
          ))}
        {filterAnchor && <FilterMenu anchor={filterAnchor} onClose={() => setFilterAnchor(undefined)} />}
        <div className={styles.section}>
          {alone ? <h2 id="sidebar-rooms">{text('sidebar.all')}</h2> : heading('rooms', text('sidebar.rooms'))}
          {alone && <IconButton small icon="message" label={text('sidebar.addDirect')} onClick={write} />}
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
          <CommandMenu
            label={text('sidebar.addRoom')}
            anchor={anchor}
            placement="bottom-end"
            commands={beginnings}
            onClose={() => setAnchor(undefined)}
          />
        )}
        {alone && entries.length > 0 ? (
          <Suspense>
            <PhoneList entries={[...rooms, ...directs]} />
          </Suspense>
        ) : (
          <ConversationList
            labelledBy="sidebar-rooms"
            entries={rooms}
            open={open}
            empty={
              !isReady
                ? isUnreachable
                  ? { note: 'sidebar.unreachable' }
                  : 'waiting'
                : isNarrowed('rooms')
                  ? 'nothing'
                  : { note: 'sidebar.noRooms' }
            }
          />
        )}
        {!alone && (
          <>
            <div className={styles.section}>
              {heading('directs', text('sidebar.directs'))}
              <IconButton small icon="plus" label={text('sidebar.addDirect')} onClick={write} />
            </div>
            <ConversationList
              labelledBy="sidebar-directs"
              entries={directs}
              open={open}
              empty={isReady && !isNarrowed('directs') ? { note: 'sidebar.noDirects' } : 'nothing'}
            />
          </>
        )}
      </div>
      {!isStorageKept && <p className={styles.notKept}>{text('storage.notKept')}</p>}
      <Suspense>{note}</Suspense>
      <UserBar />
    </nav>
  );
  if (!alone) return nav;
  return (
    <main className={styles.alone} id="main">
      {nav}
    </main>
  );
};
