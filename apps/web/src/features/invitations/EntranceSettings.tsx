import { useCallback, useEffect } from 'react';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { Asked } from '../../shell/Asked.tsx';
import { EntranceForm } from './EntranceForm.tsx';
import { FileLimitsForm } from './FileLimitsForm.tsx';
import { Links } from './Links.tsx';
import styles from './Links.module.css';

/** For admins: how the server is called, who may come in and register, how much people may upload, and the links to it. */
export const EntranceSettings = () => {
  const text = useText();
  const client = useClient();
  // Whoever was sent here to invite people goes on at the links.
  useEffect(() => {
    if (location.hash === '#links') document.getElementById('entrance-links')?.focus();
  }, []);
  return (
    <>
      <Asked ask={useCallback(() => client.setServer(), [client])}>
        {(settings) => (
          <>
            <section className={styles.part} aria-labelledby="entrance">
              <h3 id="entrance">{text('entrance.who')}</h3>
              <EntranceForm settings={settings} />
            </section>
            <section className={styles.part} aria-labelledby="entrance-files">
              <h3 id="entrance-files">{text('fileLimits.title')}</h3>
              <p className={styles.lead}>{text('fileLimits.hint')}</p>
              <FileLimitsForm settings={settings} />
            </section>
          </>
        )}
      </Asked>
      <section className={styles.part} aria-labelledby="entrance-links">
        <h3 id="entrance-links" tabIndex={-1}>
          {text('entrance.links')}
        </h3>
        <p className={styles.lead}>{text('entrance.linksHint')}</p>
        <Links />
      </section>
    </>
  );
};
