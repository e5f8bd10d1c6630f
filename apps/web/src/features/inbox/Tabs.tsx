import { Link } from 'wouter';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import styles from './InboxPane.module.css';

export const tabs = ['unread', 'mentions', 'threads', 'saved'] as const;
export type Tab = (typeof tabs)[number];

const titles: Readonly<Record<Tab, string>> = {
  unread: 'inbox.unread',
  mentions: 'inbox.mentions',
  threads: 'inbox.threads',
  saved: 'inbox.saved',
};

type Props = { readonly current: Tab; readonly counts: Readonly<Partial<Record<Tab, number>>> };

/** The parts of the inbox, each at its address, with how much waits in it. Going from one to the next is no step for the browser's back. */
export const Tabs = ({ current, counts }: Props) => {
  const text = useText();
  return (
    <nav className={styles.tabs} aria-label={text('inbox.title')}>
      {tabs.map((tab) => {
        const count = counts[tab] ?? 0;
        return (
          <Link
            key={tab}
            href={`${paths.page('inbox')}/${tab}`}
            replace
            // What the browser's history says of where one came from stays with the entry.
            state={history.state as unknown}
            aria-current={tab === current ? 'page' : undefined}
          >
            {text(titles[tab])}
            {count > 0 && <span>{count > 999 ? '999+' : count}</span>}
          </Link>
        );
      })}
    </nav>
  );
};
