import { useState } from 'react';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { AccountForm } from '../../shell/AccountForm.tsx';
import { Devices } from './Devices.tsx';
import styles from './AccountSettings.module.css';

/** A guest makes an account of herself; who has one sees her devices, and changes her password. */
export const AccountSettings = () => {
  const text = useText();
  const { account } = useClient();
  const me = useMe();
  // That she has an account may be heard before the answer that brings her new session: until then nothing is asked with the former one.
  const [wasGuest, setWasGuest] = useState(me.guest);
  // Another form after each change: what was typed is gone.
  const [changes, setChanges] = useState(0);
  return (
    <>
      {wasGuest ? (
        <section className={styles.part} aria-labelledby="account-make">
          <h3 id="account-make">{text('account.make')}</h3>
          <p>{text('account.why', { name: me.username })}</p>
          <AccountForm
            asks={['password']}
            chooses
            isPart
            name={me.username}
            yes={text('account.make')}
            act={({ password }) =>
              account.register(me.username, password).then(() => {
                setWasGuest(false);
                showToast(text('account.made'));
              })
            }
          />
        </section>
      ) : (
        <>
          <Devices />
          <section className={styles.part} aria-labelledby="account-password">
            <h3 id="account-password">{text('account.change')}</h3>
            <AccountForm
              key={changes}
              asks={['current', 'password']}
              chooses
              isPart
              name={me.username}
              yes={text('account.change')}
              act={({ current, password }) =>
                account.changePassword(current, password).then(() => {
                  setChanges((count) => count + 1);
                  showToast(text('account.changed'));
                })
              }
            />
          </section>
        </>
      )}
    </>
  );
};
