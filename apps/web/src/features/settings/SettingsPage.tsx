import { Suspense, useCallback, useEffect, useEffectEvent, useRef } from 'react';
import { useLocation } from 'wouter';
import { IconButton } from '../../design/IconButton.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { narrow, useMedia } from '../../lib/media.ts';
import { paths } from '../../lib/paths.ts';
import { cameFrom, cameFromWithin } from '../../lib/trail.ts';
import { useText } from '../../locales/text.ts';
import { useMe } from '../../sdk/use-session.ts';
import { ErrorBoundary } from '../../shell/ErrorBoundary.tsx';
import type { PageProps, SettingsTab } from '../../shell/feature.ts';
import { isEditable, isOverlayOpen } from '../../shell/focus.ts';
import { StatePane } from '../../shell/StatePane.tsx';
import { TabList } from './TabList.tsx';
import styles from './SettingsPage.module.css';

type Props = PageProps & { readonly tabs: readonly SettingsTab[] };

/**
 * The reader's settings, and the server's for whoever looks after it: a list of tabs, and beside it the one at this address. In a narrow
 * window one after the other. Escape and back lead to where she came from.
 */
export const SettingsPage = ({ part, tabs: all }: Props) => {
  const text = useText();
  const me = useMe();
  const [, navigate] = useLocation();
  const isNarrow = useMedia(narrow);
  const main = useRef<HTMLElement>(null);
  const tabs = all.filter(({ isFor }) => isFor(me));
  const usual = isNarrow ? undefined : tabs.find(({ group }) => group === 'me');
  const tab = part === undefined ? usual : tabs.find(({ id }) => id === part);
  // An address that leads to none of hers: another would pass for the one that was asked for.
  const refused = part !== undefined && !tab;
  const isList = isNarrow && !tab && !refused;

  const goIn = useCallback(
    () =>
      (main.current?.querySelector<HTMLElement>('nav a[aria-current]') ?? main.current)?.focus({ preventScroll: true }),
    [],
  );
  const back = useCallback(() => {
    const isWithin = isNarrow && !isList;
    const to = isWithin ? paths.settings : paths.inbox;
    if (isWithin ? cameFrom(to) : cameFromWithin()) history.back();
    else navigate(to, { replace: true });
  }, [isNarrow, isList, navigate]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isOverlayOpen()) return;
      event.preventDefault();
      // Out of a field first.
      if (isEditable(event.target)) goIn();
      else back();
    };
    // Before the app's own keys, which hear of it at the window.
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [back, goIn]);

  const goInFirst = useEffectEvent(goIn);
  useEffect(() => {
    // Once for each opening: whoever opened it goes on here. A tab that was asked for something in it (behind the `#`) takes the focus itself.
    if (cameFromWithin() && location.hash === '') goInFirst();
  }, []);

  return (
    <main className={styles.pane} id="main" tabIndex={-1} ref={main}>
      <header className={styles.head}>
        {isNarrow && <IconButton icon="chevron-left" label={text('back')} onClick={back} />}
        <h1>{text(isNarrow && tab ? tab.title : 'settings.title')}</h1>
        {!isNarrow && <IconButton icon="close" label={text('settings.close')} keys="Esc" onClick={back} />}
      </header>
      <div className={styles.columns}>
        {(!isNarrow || isList) && <TabList tabs={tabs} current={tab?.id} replaces={!isNarrow} />}
        {refused && (
          <div className={styles.scroll}>
            <Refusal tab={all.find(({ id }) => id === part)} />
          </div>
        )}
        {tab && (
          <div className={styles.scroll}>
            <section key={tab.id} className={styles.column} aria-label={text(tab.title)}>
              <h2 className={isNarrow ? 'visually-hidden' : undefined}>{text(tab.title)}</h2>
              <ErrorBoundary name="settings" isPart>
                <Suspense fallback={<Skeleton width="60%" />}>
                  <tab.Content />
                </Suspense>
              </ErrorBoundary>
            </section>
          </div>
        )}
      </div>
    </main>
  );
};

/** Why nothing of the settings is shown at this address: it has none, or none for this reader. */
const Refusal = ({ tab }: { readonly tab: SettingsTab | undefined }) => {
  const text = useText();
  if (!tab) return <StatePane isPart title={text('gone.pageTitle')} words={text('settings.noSuch')} />;
  return tab.group === 'server' ? (
    <StatePane isPart title={text('ops.notYours')} words={text('settings.notYours')} />
  ) : (
    <StatePane isPart title={text('account.make')} words={text('settings.forAccounts')} />
  );
};
