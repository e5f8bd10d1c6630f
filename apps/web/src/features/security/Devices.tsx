import type { Device } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { fullDate } from '../../lib/dates.ts';
import { deviceName } from '../../lib/device-name.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import styles from './SecuritySettings.module.css';

/** Where the reader is signed in. Each can be signed out from here. */
export const Devices = () => {
  const text = useText();
  const locale = useFormatLocale();
  const { account } = useClient();
  const [devices, setDevices] = useState<readonly Device[]>();
  const [failure, setFailure] = useState<string>();
  const load = useCallback(
    () =>
      account.sessions().then(
        (found) => {
          setDevices(found);
          setFailure(undefined);
        },
        (thrown: unknown) => setFailure(thrownText(text, thrown)),
      ),
    [account, text],
  );
  useEffect(() => void load(), [load]);

  return (
    <section className={styles.part} aria-labelledby="account-devices" aria-busy={!devices && !failure}>
      <h3 id="account-devices">{text('account.devices')}</h3>
      {failure && (
        <p role="alert">
          {failure} <Button onClick={() => void load()}>{text('account.again')}</Button>
        </p>
      )}
      {!devices && !failure && <Skeleton width="60%" />}
      <ul className={styles.list}>
        {devices?.map(({ id, agent, lastUsedAt, current }) => (
          <li key={id} className={styles.line}>
            <span>
              {deviceName(agent) ?? text('account.unknownDevice')}
              <small>
                {current ? text('account.here') : text('account.usedAt', { at: fullDate(lastUsedAt, locale) })}
              </small>
            </span>
            {!current && (
              <Button onClick={() => void account.endSession(id).then(load, load)}>{text('account.end')}</Button>
            )}
          </li>
        ))}
      </ul>
      {devices && devices.length > 1 && (
        <Button className={styles.all} onClick={() => void account.endAllSessions().catch(() => load())}>
          {text('account.endAll')}
        </Button>
      )}
    </section>
  );
};
