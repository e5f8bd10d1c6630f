import { useRef, type KeyboardEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { Icon } from '../../design/Icon.tsx';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import type { SettingsTab } from '../../shell/feature.ts';
import styles from './SettingsPage.module.css';

type Props = {
  readonly tabs: readonly SettingsTab[];
  readonly current: string | undefined;
  /** Going from tab to tab is no step for the browser's back. */
  readonly replaces: boolean;
};

const groups = [
  ['me', 'settings.mine'],
  ['server', 'settings.server'],
] as const;

const steps: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

/** The tabs as links, by whom they concern. The arrow keys go from one to the next, and open it where it stands beside the list. */
export const TabList = ({ tabs, current, replaces }: Props) => {
  const text = useText();
  const [, navigate] = useLocation();
  const list = useRef<HTMLElement>(null);
  // What the browser's history says of where one came from stays with the entry.
  const replace = (id: string) => navigate(paths.settingsTab(id), { replace: true, state: history.state as unknown });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>('a') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    const step = steps[event.key];
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? links.length - 1
          : step && (at + step + links.length) % links.length;
    const link = to === undefined ? undefined : links[to];
    if (at < 0 || !link || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    link.focus();
    if (replaces && link.dataset['tab']) replace(link.dataset['tab']);
  };

  return (
    // The links have the keyboard; the arrows are heard here for all of them.
    <nav ref={list} className={styles.tabs} aria-label={text('settings.title')} onKeyDown={onKeyDown}>
      {groups.map(([group, title]) => {
        const own = tabs.filter((tab) => tab.group === group);
        return (
          own.length > 0 && (
            <div key={group}>
              <h2 id={`settings-${group}`}>{text(title)}</h2>
              <ul aria-labelledby={`settings-${group}`}>
                {own.map((tab) => (
                  <li key={tab.id}>
                    <Link
                      href={paths.settingsTab(tab.id)}
                      data-tab={tab.id}
                      className={styles.tab}
                      aria-current={tab.id === current ? 'page' : undefined}
                      onClick={(event) => {
                        if (!replaces || event.ctrlKey || event.metaKey || event.shiftKey) return;
                        event.preventDefault();
                        replace(tab.id);
                      }}
                    >
                      <Icon name={tab.icon} size={18} />
                      <span>{text(tab.title)}</span>
                      {!replaces && <Icon name="chevron-right" size={18} />}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          )
        );
      })}
    </nav>
  );
};
