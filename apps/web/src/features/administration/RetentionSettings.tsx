import { useCallback } from 'react';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { Asked } from '../../shell/Asked.tsx';
import { Holds } from './Holds.tsx';
import { RetentionForm } from './RetentionForm.tsx';
import styles from './Administration.module.css';

/** For admins: for how long messages are kept, and what is kept from that. */
export const RetentionSettings = () => {
  const text = useText();
  const client = useClient();
  return (
    <>
      <section className={styles.part} aria-labelledby="retention-server">
        <h3 id="retention-server">{text('retention.server')}</h3>
        <p className={styles.lead}>{text('retention.lead')}</p>
        <Asked ask={useCallback(() => client.setServer(), [client])}>
          {(settings) => <RetentionForm settings={settings} />}
        </Asked>
      </section>
      <section className={styles.part} aria-labelledby="retention-holds">
        <h3 id="retention-holds">{text('hold.title')}</h3>
        <p className={styles.lead}>{text('hold.lead')}</p>
        <Holds />
      </section>
    </>
  );
};
