import { useState } from 'react';
import { useText } from '../../locales/text.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { LaterList } from './LaterList.tsx';
import { SavedList } from './SavedList.tsx';
import styles from './Kept.module.css';

const kinds = ['saved', 'later'] as const;

/** What the reader keeps for herself: messages that she has saved, and those that are to be sent later. */
export const SavedPage = () => {
  const text = useText();
  const [kind, setKind] = useState<(typeof kinds)[number]>('saved');
  return (
    <main id="main" tabIndex={-1} className={styles.pane}>
      <div className={styles.head}>
        <BackButton />
        <h1>{text('saved.title')}</h1>
      </div>
      <div className={styles.kinds} role="group" aria-label={text('saved.title')}>
        {kinds.map((one) => (
          <button key={one} type="button" aria-pressed={one === kind} onClick={() => setKind(one)}>
            {text(one === 'saved' ? 'saved.messages' : 'later.title')}
          </button>
        ))}
      </div>
      {kind === 'saved' ? <SavedList /> : <LaterList />}
    </main>
  );
};
