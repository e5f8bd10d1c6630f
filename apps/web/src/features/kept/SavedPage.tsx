import { Link } from 'wouter';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import type { PageProps } from '../../shell/feature.ts';
import { SavedList } from './SavedList.tsx';
import { WaitingList } from './WaitingList.tsx';
import styles from './Kept.module.css';

const kinds = [
  [undefined, 'saved.messages'],
  ['waiting', 'waiting.title'],
] as const;

/** What the reader keeps for herself: messages that she has saved, and her own that are not sent yet. */
export const SavedPage = ({ part }: PageProps) => {
  const text = useText();
  return (
    <main id="main" tabIndex={-1} className={styles.pane}>
      <div className={styles.head}>
        <BackButton />
        <h1>{text('saved.title')}</h1>
      </div>
      <nav className={styles.kinds} aria-label={text('saved.title')}>
        {kinds.map(([segment, title]) => (
          <Link
            key={title}
            href={paths.page('saved') + (segment ? `/${segment}` : '')}
            replace
            // What the browser's history says of where one came from stays with the entry.
            state={history.state as unknown}
            aria-current={segment === part ? 'page' : undefined}
          >
            {text(title)}
          </Link>
        ))}
      </nav>
      {part === 'waiting' ? <WaitingList /> : <SavedList />}
    </main>
  );
};
