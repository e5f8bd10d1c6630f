import { useEffect } from 'react';
import { Button } from '../design/Button.tsx';
import { Icon } from '../design/Icon.tsx';
import { NoticeQuestion } from '../features/notices/late.ts';
import { useObservable } from '../lib/use-observable.ts';
import { useText } from '../locales/text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { followUpdates, isUpdateReady, loadUpdate } from './updates.ts';
import styles from './SidebarNotes.module.css';

/** A newer version is offered, and loaded when the reader says so: never by itself. */
const UpdateOffer = () => {
  const text = useText();
  const client = useClient();
  const isReady = useObservable(isUpdateReady);
  useEffect(() => followUpdates(client), [client]);
  if (!isReady) return null;
  return (
    <section className={styles.note} aria-label={text('update.ready')}>
      <p role="status">
        <Icon name="alert" size={18} />
        {text('update.ready')}
      </p>
      <Button look="primary" onClick={() => void loadUpdate()}>
        {text('update.reload')}
      </Button>
    </section>
  );
};

/** What is to be said for longer than in passing: it stands above who the reader is. */
export const SidebarNotes = () => (
  <>
    <UpdateOffer />
    <NoticeQuestion />
  </>
);
