import { Suspense, useCallback, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { classNames } from '../design/class-names.ts';
import { ConnectionBar } from '../features/conversation/LazyConnectionBar.tsx';
import { Sidebar } from '../features/sidebar/Sidebar.tsx';
import { phone, useMedia } from '../lib/media.ts';
import { conversationPath } from '../lib/paths.ts';
import { cameFrom } from '../lib/trail.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { useInbox } from '../sdk/use-inbox.ts';
import { BackButton } from '../shell/BackButton.tsx';
import { ErrorBoundary } from '../shell/ErrorBoundary.tsx';
import type { PaneControl, Shell } from '../shell/feature.ts';
import { useFeatures } from '../shell/features.ts';
import { afterFirstScreen, firstPart, lazyPart, loadTheRest, secondPart } from '../shell/lazy-part.tsx';
import { Overlays } from '../shell/Overlays.tsx';
import { ShellContext } from '../shell/use-shell.ts';
import { MainPlace } from './MainPlace.tsx';
import { SkipLink } from './SkipLink.tsx';
import { usePlace } from './use-place.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useTitle } from './use-title.ts';
import styles from './AppShell.module.css';

const late = () => import('./late.ts');
const SidebarNotes = secondPart(async () => (await late()).SidebarNotes);
const PanelSlot = lazyPart(async () => (await late()).PanelSlot);
// What comes while the first screen does is to be told of, too.
const News = firstPart(async () => (await import('./News.tsx')).News);

/** The frame that a signed-in reader sees: the sidebar, one place, a panel beside it, and what opens over them. */
export const AppShell = () => {
  const client = useClient();
  const { entries } = useInbox();
  const { shortcuts } = useFeatures();
  const [pathname, navigate] = useLocation();
  const here = usePlace();
  const { place, entry, panel } = here;
  const { thread, reply } = 'thread' in place ? place : {};
  const pane = useRef<PaneControl>(null);
  useTitle(here);
  const hasMessages = place.kind !== 'inbox' && place.kind !== 'page';
  useEffect(() => {
    // Those that come first say so themselves (Timeline.tsx).
    if (hasMessages) void afterFirstScreen().then(loadTheRest);
    else loadTheRest();
  }, [hasMessages]);

  const closePanel = () => {
    const path = entry ? conversationPath(entry) : pathname;
    // Where the panel was opened here, closing it is the step back.
    if (cameFrom(path)) history.back();
    else navigate(path, { replace: true });
  };
  const latest = useRef<Omit<Shell, 'pane'>>(undefined);
  latest.current = { client, navigate, entries, open: entry, closePanel: panel && closePanel };
  const shell = useCallback(
    (): Shell => ({
      ...(latest.current ?? { client, navigate, entries: [], open: undefined, closePanel: undefined }),
      pane: pane.current,
    }),
    [client, navigate],
  );
  useShortcuts(shortcuts, shell);

  const isInbox = place.kind === 'inbox';
  const isList = useMedia(phone) && isInbox;
  return (
    <ShellContext value={shell}>
      <div className={styles.shell}>
        <SkipLink hasComposer={entry !== undefined && !entry.invited} />
        <ConnectionBar />
        <div className={classNames(styles.panes, panel && styles.withPanel, isInbox && styles.listOpen)}>
          <ErrorBoundary name="sidebar" isPart>
            <Sidebar
              open={entry?.conversation}
              alone={isList}
              note={<SidebarNotes />}
              page={isInbox ? '' : place.kind === 'page' ? place.segment : undefined}
            />
          </ErrorBoundary>
          <div className={styles.main}>
            <ErrorBoundary
              key={
                entry?.conversation ??
                (place.kind === 'page' ? place.segment : pathname.split('/').slice(0, 3).join('/'))
              }
              name="main"
              head={<BackButton />}
            >
              {!isList && <MainPlace ref={pane} here={here} />}
            </ErrorBoundary>
          </div>
          <Suspense>
            {entry && panel && (
              <PanelSlot
                key={`${entry.conversation} ${panel.segment} ${thread ?? ''}`}
                entry={entry}
                panel={panel}
                thread={thread}
                reply={reply}
                onClose={closePanel}
              />
            )}
          </Suspense>
        </div>
        <Overlays />
        <News place={place} open={entry?.conversation} />
      </div>
    </ShellContext>
  );
};
