import type { ServerSettings } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { EntranceForm } from './EntranceForm.tsx';
import { Links } from './Links.tsx';
import styles from './Links.module.css';

/** For admins: how the server is called, who may come in and register, and the links to it. */
export const EntranceSettings = () => {
  const text = useText();
  const client = useClient();
  const [settings, setSettings] = useState<ServerSettings>();
  const [failure, setFailure] = useState<unknown>();
  const load = useCallback(
    () =>
      client.setServer().then(
        (found) => {
          setSettings(found);
          setFailure(undefined);
        },
        (thrown: unknown) => setFailure(thrown),
      ),
    [client],
  );
  useEffect(() => void load(), [load]);
  return (
    <>
      <section className={styles.part} aria-labelledby="entrance" aria-busy={!settings && failure === undefined}>
        <h3 id="entrance">{text('entrance.who')}</h3>
        {failure !== undefined && (
          <p role="alert">
            {thrownText(text, failure)} <Button onClick={() => void load()}>{text('account.again')}</Button>
          </p>
        )}
        {!settings && failure === undefined && <Skeleton width="60%" />}
        {settings && <EntranceForm settings={settings} />}
      </section>
      <section className={styles.part} aria-labelledby="entrance-links">
        <h3 id="entrance-links">{text('entrance.links')}</h3>
        <p className={styles.lead}>{text('entrance.linksHint')}</p>
        <Links />
      </section>
    </>
  );
};
