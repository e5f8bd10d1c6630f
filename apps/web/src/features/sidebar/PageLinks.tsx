import { Suspense, useMemo } from 'react';
import { Link } from 'wouter';
import { Badge } from '../../design/Badge.tsx';
import { Icon } from '../../design/Icon.tsx';
import { classNames } from '../../design/class-names.ts';
import { isWaiting, neededCount } from '../../lib/needed-count.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useFeatures } from '../../shell/features.ts';
import styles from './Sidebar.module.css';

type Props = {
  readonly page: string | undefined;
  /** On a phone, the list is the whole screen, and the inbox another one. */
  readonly alone: boolean;
};

/** The inbox, with what waits in it, and the pages that features bring. */
export const PageLinks = ({ page, alone }: Props) => {
  const text = useText();
  const { entries, threads } = useInbox();
  const { pages, Waiting } = useFeatures();
  const waiting = entries.filter(isWaiting).length;
  // The inbox changes with every message, these do not.
  const links = useMemo(
    () =>
      pages.map(
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
      ),
    [page, pages, text],
  );
  const needed = neededCount([...entries, ...threads]);
  return (
    <>
      <Link
        href={alone ? paths.page('inbox') : paths.inbox}
        className={classNames(styles.row, waiting > 0 && styles.unread)}
        aria-current={page === '' || page === 'inbox' ? 'page' : undefined}
      >
        <Icon name="inbox" size={18} />
        <span className={styles.name}>{text('inbox.title')}</span>
        {waiting > 0 && (
          <span className="visually-hidden">
            {text('separator')}
            {text('unread.conversations', { count: waiting })}
          </span>
        )}
        {waiting > 0 && <Badge count={needed || waiting} needed={needed > 0} />}
      </Link>
      {links}
      {Waiting && (
        <Suspense>
          <Waiting />
        </Suspense>
      )}
    </>
  );
};
