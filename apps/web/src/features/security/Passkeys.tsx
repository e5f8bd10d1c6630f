import type { Passkey } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { showToast } from '../../design/toasts.ts';
import { fullDate } from '../../lib/dates.ts';
import { deviceName } from '../../lib/device-name.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { ProvenButton } from '../../shell/ProvenButton.tsx';
import { createPasskey, hasPasskeys } from '../../sdk/passkeys.ts';
import styles from './SecuritySettings.module.css';

/** The passkeys of the account: added on this device, removed from here. Where browsers make none it says why. */
export const Passkeys = () => {
  const text = useText();
  const locale = useFormatLocale();
  const { account } = useClient();
  const [passkeys, setPasskeys] = useState<readonly Passkey[]>();
  const [failure, setFailure] = useState<string>();
  const load = useCallback(
    () =>
      account.passkeys().then(
        (found) => {
          setPasskeys(found);
          setFailure(undefined);
        },
        (thrown: unknown) => setFailure(thrownText(text, thrown)),
      ),
    [account, text],
  );
  useEffect(() => void load(), [load]);

  const add = async (current: string | undefined) => {
    const options = await account.passkeyOptions('add', current);
    const made = await createPasskey(options);
    if (typeof made === 'string') return showToast(text(made === 'known' ? 'passkeys.known' : 'passkeys.aborted'));
    await account.addPasskey(made, deviceName(navigator.userAgent));
    showToast(text('passkeys.added'));
    await load();
  };

  return (
    <section className={styles.part} aria-labelledby="passkeys" aria-busy={!passkeys && !failure}>
      <h3 id="passkeys">{text('passkeys.title')}</h3>
      <p className={styles.about}>{text(hasPasskeys() ? 'passkeys.why' : 'passkeys.not')}</p>
      {failure && (
        <p role="alert">
          {failure} <Button onClick={() => void load()}>{text('account.again')}</Button>
        </p>
      )}
      {!passkeys && !failure && <Skeleton width="60%" />}
      {passkeys && passkeys.length > 0 && (
        <ul className={styles.list}>
          {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
            <li key={id} className={styles.line}>
              <span>
                {name === '' ? text('passkeys.unnamed') : name}
                <small>
                  {lastUsedAt === null
                    ? text('passkeys.madeAt', { at: fullDate(createdAt, locale) })
                    : text('account.usedAt', { at: fullDate(lastUsedAt, locale) })}
                </small>
              </span>
              <ProvenButton
                label={text('passkeys.remove')}
                name={text('passkeys.removeOne', { name: name === '' ? text('passkeys.unnamed') : name })}
                act={(current) => account.removePasskey(id, current).then(load)}
              />
            </li>
          ))}
        </ul>
      )}
      {hasPasskeys() && (
        <div className={styles.buttons}>
          <ProvenButton label={text('passkeys.add')} ownWords={{ conflict: text('passkeys.tooMany') }} act={add} />
        </div>
      )}
    </section>
  );
};
